import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventName, Wire } from '#contract/contract.ts';
import type { Exchange } from '#core/traffic/exchange.ts';
import { type App, compose } from '../src-main/app/compose.ts';
import { sendEvents, serveCalls } from '../src-main/electron/ipc.ts';
import { createLoopback } from '../src-main/loopback/loopback.ts';
import { createFake } from '../src-renderer/client/fake.ts';
import { type DesktopBridge, wireDesktop } from '../src-renderer/client/wire-desktop.ts';
import { wireLoopback } from '../src-renderer/client/wire-loopback.ts';
import { exchange, fakeEngine, world } from './app-world.ts';
import { openSession, pageHeaders } from './loopback-client.ts';

/** One way from a page to main, opened on a workspace of its own. */
export type OpenWire = {
  readonly wire: Wire;
  /** A request arrives at the gateway. */
  readonly arrive: () => void;
  /** Makes every further read of the workspace a bug of main. */
  readonly breakReading: () => void;
  readonly close: () => Promise<void>;
};

export type WireKind = {
  readonly name: string;
  /** Whether input is checked on the way; the others are called by typed code only. */
  readonly guarded: boolean;
  readonly open: (files: Readonly<Record<string, string>>) => Promise<OpenWire>;
};

type Main = { readonly app: App; readonly arrive: (one: Exchange) => void; readonly close: () => Promise<void> };

const openMain = async (files: Readonly<Record<string, string>>): Promise<Main> => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-contract-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const engine = fakeEngine();
  const app = await compose({ paths: [folder], ...world(), watch: false }, engine);
  return {
    app,
    arrive: (one) => engine.given().onExchange(one),
    close: async () => {
      await app.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

const opened = ({ app, arrive }: Main, wire: Wire, close: () => Promise<void>): OpenWire => ({
  wire,
  arrive: () => arrive(exchange(1)),
  breakReading: () =>
    Object.assign(app.handlers, { 'workspace.read': () => Promise.reject(new Error('a bug with a secret inside')) }),
  close,
});

const inProcess: WireKind = {
  name: 'in one process',
  guarded: false,
  open: async (files) => {
    const main = await openMain(files);
    const wire: Wire = {
      call: (name, input) => main.app.handlers[name](input),
      on: main.app.events.on,
      onState: (listener) => {
        listener('open');
        return () => {};
      },
    };
    return opened(main, wire, main.close);
  },
};

const loopback: WireKind = {
  name: 'loopback host',
  guarded: true,
  open: async (files) => {
    const main = await openMain(files);
    const { handlers, events } = main.app;
    const host = await createLoopback({ handlers, events, assets: 'nothing', port: 0, log: () => {} });
    const { port, cookie } = await openSession(host.url);
    const streams: { readonly close: () => void }[] = [];
    const wire = wireLoopback({
      // What a browser adds by itself.
      fetch: (path, init) =>
        fetch(`http://127.0.0.1:${port}${path}`, {
          ...init,
          headers: { ...(init?.headers as Record<string, string>), origin: `http://127.0.0.1:${port}`, cookie },
        }),
      openEvents: () => {
        const source = new NodeEventSource(port, cookie);
        streams.push(source);
        return source as unknown as EventSource;
      },
      later: () => {},
    });
    return opened(main, wire, async () => {
      for (const stream of streams) stream.close();
      await host.close();
      await main.close();
    });
  },
};

/** As much of the browser's EventSource as the page uses. */
class NodeEventSource {
  onopen: () => void = () => {};
  onerror: () => void = () => {};
  readyState = 0;
  readonly close: () => void;
  readonly #listeners = new Map<string, (message: { readonly data: string }) => void>();

  constructor(port: number, cookie: string) {
    const { origin: _, ...headers } = pageHeaders(port);
    const asked = request({
      host: '127.0.0.1',
      port,
      path: '/call/events',
      headers: { ...headers, cookie },
      agent: false,
    });
    this.close = () => asked.destroy();
    asked.on('error', () => this.onerror());
    asked.on('response', (response) => {
      this.readyState = 1;
      this.onopen();
      let rest = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        const blocks = (rest + part).split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) {
          const name = /^event: (.*)$/m.exec(block)?.[1];
          const data = /^data: (.*)$/m.exec(block)?.[1];
          if (name && data) this.#listeners.get(name)?.({ data });
        }
      });
      response.on('error', () => this.onerror());
    });
    asked.end();
  }

  addEventListener(name: EventName, listener: (message: { readonly data: string }) => void): void {
    this.#listeners.set(name, listener);
  }
}

type Invoked = (event: unknown, ...args: unknown[]) => unknown;

/** Electron's two ends of a channel, with nothing but copies going across. The test puts `electron` into the place of the package. */
export const fakeElectron = () => {
  const handlers = new Map<string, Invoked>();
  const listeners = new Map<string, Set<Invoked>>();
  const exposed: Record<string, unknown> = {};
  return {
    exposed,
    ipcMain: { handle: (channel: string, handler: Invoked) => void handlers.set(channel, handler) },
    send: (channel: string, ...args: unknown[]) => {
      for (const listener of listeners.get(channel) ?? []) listener({}, ...structuredClone(args));
    },
    electron: {
      contextBridge: { exposeInMainWorld: (name: string, value: unknown) => Object.assign(exposed, { [name]: value }) },
      ipcRenderer: {
        invoke: async (channel: string, ...args: unknown[]) =>
          structuredClone(
            await handlers.get(channel)?.(
              { senderFrame: { url: 'app://slipway/index.html', parent: null } },
              ...structuredClone(args),
            ),
          ),
        on: (channel: string, listener: Invoked) =>
          listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener)),
        off: (channel: string, listener: Invoked) => listeners.get(channel)?.delete(listener),
      },
    },
  };
};

const desktop = (ends: ReturnType<typeof fakeElectron>): WireKind => ({
  name: 'desktop app',
  guarded: true,
  open: async (files) => {
    const main = await openMain(files);
    const { handlers, events } = main.app;
    await import('../src-main/electron/preload.ts');
    serveCalls(ends.ipcMain as Parameters<typeof serveCalls>[0], { handlers, log: () => {}, newId: () => '1' });
    const stop = sendEvents(events, () => [{ isDestroyed: () => false, send: ends.send }]);
    return opened(main, wireDesktop(ends.exposed.desktop as DesktopBridge), async () => {
      stop();
      await main.close();
    });
  },
});

const fake: WireKind = {
  name: "the window's fake",
  guarded: false,
  open: async (files) => {
    const { build } = fakeEngine();
    const wire = createFake({
      files: Object.entries(files).map(([file, text]) => ({ file, text })),
      clock: () => 0,
      engine: {
        build: (sources) => build(sources),
        explain: (_table, { method, url }) => ({
          ok: true,
          value: {
            decision: {
              outcome: 'reject',
              status: 404,
              flag: 'NR',
              details: 'route_not_found',
              body: '',
              close: false,
            },
            request: { method, scheme: 'http', authority: url, path: '/' },
            hosts: [],
            destinations: [],
            candidates: [],
            unlisted: { failed: 0, notReached: 0 },
            effects: [],
            hints: [],
            nextSteps: [],
          },
        }),
      },
    });
    return {
      wire,
      arrive: () => wire.arrive([{ method: 'GET', url: 'http://shop.local/', headers: [] }]),
      breakReading: () => wire.setState('lost'),
      close: async () => {},
    };
  },
};

/** Every wire there is. A new host adds its own here and has to pass the same suite. */
export const wires = (ends: ReturnType<typeof fakeElectron>): readonly WireKind[] => [
  inProcess,
  loopback,
  desktop(ends),
  fake,
];
