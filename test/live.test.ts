import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostOf } from '#core/route/authority.ts';
import type { Table } from '#core/route/table.ts';
import type { Exchange } from '#core/traffic/exchange.ts';
import { type Call, isTls } from './check/calls.ts';
import { type EchoService, startEchoService } from './check/echo-service.ts';
import { buildCase, printCopies, reasonOf, type Undeclared, undeclaredServices } from './check/golden.ts';
import { findCases } from './check/golden-files.ts';
import { type LiveGateway, openGateway } from './check/live-gateway.ts';
import { compare, type Observation, printOrigin, runsOf } from './check/observation.ts';
import { headerValues } from './check/raw-client.ts';
import { standIn } from './check/stand-ins.ts';

type Asked = Undeclared & {
  readonly echo: EchoService;
  /** As the documents write it, where the service stands in for another. */
  readonly address?: string;
  /** The subset in whose name it gets copies. */
  readonly copyOf?: string;
};

/** Every golden case with calls once more, through real connections: the data plane does what the engine says. */
describe.each(findCases().filter((c) => c.file.calls.length > 0))('$name', ({ file }) => {
  const services: Asked[] = [];
  /** Whatever a client of the mesh asks for that no document names. */
  let elsewhere: EchoService;
  let gateway: LiveGateway;
  let listenerOf: (port: number) => string | undefined;

  beforeAll(async () => {
    for (const service of undeclaredServices(file)) services.push({ ...service, echo: await startEchoService() });
    const { table, secrets } = buildCase(
      file,
      services,
      ({ host, port }) => services.find((s) => s.host === host && s.port === port)?.echo.port ?? 1,
    );
    listenerOf = (port) => table.listeners.find((l) => l.declaredPorts.includes(port))?.id;
    const stood = await standIn(table);
    services.push(...stood.services.map((service) => ({ ...service, ...copyOf(stood.table, service) })));
    elsewhere = await startEchoService();
    gateway = await openGateway(leadTo(elsewhere, stood.table, services, file.calls), secrets);
  });
  afterAll(async () => {
    await gateway?.close();
    await elsewhere?.close();
    await Promise.all(services.map((s) => s.echo.close()));
  });

  for (const call of file.calls)
    test(call.request.written, async () => {
      const runs = runsOf(call.expected.answer);
      const seen: Observation[] = [];
      for (let i = 0; i < runs; i++)
        seen.push(await observe(gateway, listenerOf, services, elsewhere, call, (i + 0.5) / runs));
      expect(compare(call.expected, seen)).toEqual([]);
    });
});

async function observe(
  gateway: LiveGateway,
  listenerOf: (port: number) => string | undefined,
  services: readonly Asked[],
  elsewhere: EchoService,
  { request, expected }: Call,
  roll: number,
): Promise<Observation> {
  for (const { echo } of services) echo.forget();
  elsewhere.forget();
  const { method, target, host, headers, version, port, from, scheme, sni } = request;
  const tls = isTls(scheme) ? { tls: sni === undefined ? {} : { sni } } : {};
  const sent = { method, target, headers, version, ...tls, ...(host === undefined ? {} : { host }) };
  if (from === 'mesh' && scheme !== 'http') {
    const name = hostOf(host ?? '');
    const begun = await gateway.openTunnel(`${name}:${port}`, isTls(scheme) ? name : undefined, { roll });
    return ofConnection(begun.exchange);
  }
  if (method === 'TCP') {
    const { answer, exchange } = await gateway.sendTcp(listenerOf(port), tls.tls, { roll });
    if (answer.is === 'refused') return { answer: { is: 'refused' }, values: {} };
    return answer.is === 'echoed'
      ? ofConnection(exchange)
      : { answer: { is: 'status', status: 0, reason: answer.is }, values: {} };
  }
  const { answer, exchange } =
    from === 'mesh'
      ? await gateway.sendMesh({ ...sent, target: `http://${authorityOf(host ?? '', port)}${target}` }, { roll })
      : await gateway.send(listenerOf(port), sent, { roll });
  if (answer.is === 'refused') return { answer: { is: 'refused' }, values: {} };
  if (answer.is !== 'response' || !exchange)
    return { answer: { is: 'status', status: 0, reason: answer.is }, values: {} };

  const { status } = answer;
  await copiesArrived(services, expected);
  const asked = services.filter((s) => s.echo.received.some((r) => !isCopy(r)));
  const received = (asked[0]?.echo ?? elsewhere).received.findLast((r) => !isCopy(r));
  // What two proxies see differently has the name of the later one behind it.
  const cluster = exchange.upstream?.cluster.replace(/ @ .*$/, '');
  const parts = cluster?.split('|') ?? [];
  const [, clusterPort, subset, clusterHost] = parts.length === 4 ? parts : ['', '0', '', cluster];
  const location = headerValues(answer.headers, 'location')[0];
  const common = {
    responseHeaders: answer.headers,
    ...(exchange.route ? { route: printOrigin(exchange.route.origin) } : {}),
  };
  const name = {
    ...(exchange.route ? { 'route-name': exchange.route.name } : {}),
    flags: exchange.flags,
    attempts: String(exchange.upstream?.attempts ?? 0),
    copies: printCopies(
      services
        .filter((s) => s.echo.received.some(isCopy))
        .map(({ host, port, copyOf }) => ({ host, port, ...(copyOf === undefined ? {} : { subset: copyOf }) })),
    ),
  };
  if (clusterHost !== undefined && !/^(cluster_not_found|no_healthy_upstream|upgrade_failed)$/.test(exchange.details)) {
    const upstream = exchange.upstream;
    const limit = received && headerValues(received.headers, 'x-envoy-expected-rq-timeout-ms')[0];
    // Where our own echo answered, its view counts; a bundled sample is seen through the gateway's record.
    const hop = exchange.proxy === 'mesh' && gatewayService.test(clusterHost);
    const told = asked.length > 1 ? { host: 'several services were asked', port: 0 } : hop ? undefined : asked[0];
    const destination = told ?? { host: clusterHost, port: Number(clusterPort) };
    return {
      ...common,
      answer: {
        is: 'destination',
        destination: { host: destination.host, port: destination.port, ...(subset ? { subset } : {}) },
        status,
      },
      values: {
        ...name,
        body: answer.body,
        ...(asked[0]?.address === undefined ? {} : { endpoint: asked[0].address }),
        ...(received ? { tls: received.secure ? 'yes' : 'no' } : {}),
        ...(received ? { path: received.target, host: received.host, timeout: limit ? `${limit}ms` : 'none' } : {}),
        ...(!received && upstream ? { path: upstream.path, host: upstream.authority } : {}),
      },
      ...(received ? { requestHeaders: received.headers } : {}),
    };
  }
  const values = { ...name, body: answer.body, ...(location === undefined ? {} : { location }) };
  const reason = reasonSeen(exchange.flags, exchange.details, exchange, location);
  return { ...common, answer: { is: 'status', status, ...(reason === undefined ? {} : { reason }) }, values };
}

/** Where the bytes of a connection went, or would have gone. */
function ofConnection(exchange: Exchange | undefined): Observation {
  const cluster = exchange?.upstream?.cluster.replace(/ @ .*$/, '');
  if (cluster === undefined) return { answer: { is: 'refused' }, values: {} };
  const parts = cluster.split('|');
  const [, port, subset, host = ''] = parts.length === 4 ? parts : ['', '0', '', cluster];
  const destination = { host, port: Number(port), ...(subset ? { subset } : {}) };
  const route = exchange?.route ? { route: printOrigin(exchange.route.origin) } : {};
  return { answer: { is: 'destination', destination }, values: {}, ...route };
}

/** The next hop is a gateway of this table, and the echo stands behind that. */
const gatewayService = /^istio-(in|e)gressgateway\./;

/**
 * The same table, but what clients of the mesh reach outside the documents' own stand-ins is `echo`: hosts that nothing leads anywhere,
 * and addresses that a LocalService of the case names.
 */
function leadTo(echo: EchoService, table: Table, services: readonly Asked[], calls: readonly Call[]): Table {
  const { resolve = [] } = table.settings;
  const there = { address: '127.0.0.1', toPort: echo.port };
  const asked = calls.flatMap(({ request: { from, host, port } }) =>
    from === 'mesh' && host !== undefined ? [{ host: hostOf(host).toLowerCase(), port, ...there }] : [],
  );
  if (asked.length === 0) return table;
  const ours = new Set(services.map((service) => service.echo.port));
  const bound = Object.values(table.clusters).flatMap(({ boundBy, endpoints }) =>
    boundBy !== 'local-service'
      ? []
      : endpoints.flatMap((e) =>
          e.at === 'address' && !ours.has(e.port) ? [{ host: e.address, port: e.port, ...there }] : [],
        ),
  );
  return { ...table, settings: { ...table.settings, resolve: [...resolve, ...asked, ...bound] } };
}

/** As a URL has it: the port is there unless it is the usual one. */
const authorityOf = (host: string, port: number): string =>
  hostOf(host) !== host.toLowerCase() || port === 80 ? host : `${host}:${port}`;

/** The subset of the mirror that leads to a stand-in, if it has one. */
function copyOf(table: Table, { host, port, echo }: Asked): { readonly copyOf?: string } {
  const routes = Object.values(table.routeConfigs).flatMap((c) => c.virtualHosts.flatMap((v) => v.routes));
  const found = routes
    .flatMap(({ action }) => (action.do === 'forward' ? (action.mirrors ?? []) : []))
    .filter((m) => m.host === host && m.port === port)
    .find((m) => table.clusters[m.cluster]?.endpoints.some((e) => e.at === 'address' && e.port === echo.port));
  return found?.subset === undefined ? {} : { copyOf: found.subset };
}

/** What only the gateway says of a request that it sends on its own account (reference 5.12). */
const isCopy = ({ headers }: EchoService['received'][number]): boolean =>
  headerValues(headers, 'x-envoy-internal').includes('true');

/** Nobody waits for copies, so that they may arrive behind the answer; the test's own limit ends the wait for one that never comes. */
async function copiesArrived(services: readonly Asked[], { columns }: Call['expected']): Promise<void> {
  const column = columns.find((c) => c.on === 'copies');
  const wanted = column && 'value' in column && column.value !== 'none' ? (column.value ?? '').split(',').length : 0;
  while (services.filter((s) => s.echo.received.some(isCopy)).length < wanted)
    await new Promise((resolve) => setTimeout(resolve, 5));
}

/** A redirect is told by its location; a direct response by Envoy's details; the rest by flag or details. */
function reasonSeen(
  flags: string,
  details: string,
  { virtualHost }: { readonly virtualHost?: string },
  location: string | undefined,
): string | undefined {
  if (location !== undefined) return undefined;
  if (details === 'direct_response') return 'direct';
  return reasonOf(flags, details, virtualHost !== undefined);
}
