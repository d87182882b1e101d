import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { vi } from 'vitest';
import type { Exchange } from '#core/traffic/exchange.ts';
import type { GatewayState } from '#core/traffic/gateway-state.ts';
import type { Built, Engine, GatewayOptions } from '../src-main/app/engine.ts';

/** A pipeline and a data plane played by a test: `bad` in a text is an error, every file is one resource that is held back then. */
export type FakeEngine = Engine<FakeBuilt> & {
  readonly applied: Built['table'][];
  /** What the composition gave the gateway. */
  readonly given: () => GatewayOptions;
  /** The next `apply` waits until this is called. */
  readonly hold: () => () => void;
  state: GatewayState;
  closed: number;
};

type FakeBuilt = Built & { readonly texts: Readonly<Record<string, string>> };

export const emptyTable: Built['table'] = {
  listeners: [],
  routeConfigs: {},
  clusters: {},
  settings: {
    pathNormalization: 'BASE',
    explainErrors: 'browsers',
    addresses: ['127.0.0.1'],
    ports: {},
    serverHeader: 'istio-envoy',
  },
};

export const fakeEngine = (): FakeEngine => {
  let given: GatewayOptions | undefined;
  let gate: Promise<void> = Promise.resolve();
  const engine: FakeEngine = {
    applied: [],
    state: { generation: 0, listeners: [] },
    closed: 0,
    given: () => {
      if (!given) throw new Error('no gateway yet');
      return given;
    },
    hold: () => {
      let release = () => {};
      gate = new Promise((done) => {
        release = done;
      });
      return release;
    },
    build: (sources, previous) => {
      const bad = sources.filter((s) => s.text.includes('bad'));
      const texts = Object.fromEntries(
        sources.map((s) => [s.file, bad.includes(s) ? (previous?.texts[s.file] ?? '') : s.text]),
      );
      return {
        texts,
        table: { ...emptyTable, settings: { ...emptyTable.settings, serverHeader: JSON.stringify(texts) } },
        diagnostics: bad.map(({ file }) => ({
          severity: 'error',
          code: 'test/bad',
          message: 'this is bad',
          place: { file, range: [0, 3], line: 1, column: 1 },
        })),
        heldBack: bad.map(({ file }) => ({ resource: `VirtualService default/${file}`, file })),
      };
    },
    bind: (sources, { namespace, name, address }) =>
      name === 'nobody'
        ? { ok: false, failure: { code: 'services/unknown', message: 'there is no such service' } }
        : {
            ok: true,
            file: 'local.yaml',
            text: `${sources.find((s) => s.file === 'local.yaml')?.text ?? ''}${namespace}/${name}=${address}\n`,
          },
    createGateway: (options) => {
      given = options;
      return {
        apply: async (table) => {
          await gate;
          engine.applied.push(table);
          engine.state = { ...engine.state, generation: engine.state.generation + 1 };
        },
        state: () => engine.state,
        upstreams: () => [],
        close: async () => {
          engine.closed++;
        },
      };
    },
  };
  return engine;
};

export const world = () => ({ clock: () => 1_000, dice: () => 0.5, log: vi.fn() });

export const exchange = (id: number): Exchange => ({
  id,
  generation: 1,
  started: 0,
  durationMs: 1,
  listener: '0.0.0.0_80',
  method: 'GET',
  scheme: 'http',
  authority: 'shop.local',
  path: '/',
  protocol: 'HTTP/1.1',
  requestHeaders: [],
  status: 200,
  responseHeaders: [],
  flags: '-',
  details: 'via_upstream',
  bytesReceived: 0,
  bytesSent: 0,
  requestId: String(id),
  forwardedFor: '127.0.0.1',
  downstreamLocal: '127.0.0.1:80',
  downstreamRemote: '127.0.0.1:5000',
});

/** An HTTP server on a port of the system's choice. */
export const serve = async (answer: RequestListener): Promise<{ readonly port: number; readonly server: Server }> => {
  const server = createServer(answer);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { port: (server.address() as AddressInfo).port, server };
};
