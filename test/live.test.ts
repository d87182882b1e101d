import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Call } from './check/calls.ts';
import { type EchoService, startEchoService } from './check/echo-service.ts';
import { buildCase, printCopies, reasonOf, type Undeclared, undeclaredServices } from './check/golden.ts';
import { findCases } from './check/golden-files.ts';
import { type LiveGateway, openGateway } from './check/live-gateway.ts';
import { compare, type Observation, printOrigin, runsOf } from './check/observation.ts';
import { headerValues } from './check/raw-client.ts';
import { standIn } from './check/stand-ins.ts';

type Asked = Undeclared & { readonly echo: EchoService };

/** What a client of the mesh sends is answered by the core alone, hop by hop. */
const liveCalls = (calls: readonly Call[]) =>
  calls.filter(({ request }) => request.scheme === 'http' && request.from === undefined);

/** Every golden case with calls once more, through real connections: the data plane does what the engine says. */
describe.each(findCases().filter((c) => liveCalls(c.file.calls).length > 0))('$name', ({ file }) => {
  const services: Asked[] = [];
  let gateway: LiveGateway;
  let listenerOf: (port: number) => string | undefined;

  beforeAll(async () => {
    for (const service of undeclaredServices(file)) services.push({ ...service, echo: await startEchoService() });
    const { table } = buildCase(
      file,
      services,
      ({ host, port }) => services.find((s) => s.host === host && s.port === port)?.echo.port ?? 1,
    );
    listenerOf = (port) => table.listeners.find((l) => l.declaredPorts.includes(port))?.id;
    const stood = await standIn(table);
    services.push(...stood.services);
    gateway = await openGateway(stood.table);
  });
  afterAll(async () => {
    await gateway?.close();
    await Promise.all(services.map((s) => s.echo.close()));
  });

  for (const call of liveCalls(file.calls))
    test(call.request.written, async () => {
      const runs = runsOf(call.expected.answer);
      const seen: Observation[] = [];
      for (let i = 0; i < runs; i++) seen.push(await observe(gateway, listenerOf, services, call, (i + 0.5) / runs));
      expect(compare(call.expected, seen)).toEqual([]);
    });
});

async function observe(
  gateway: LiveGateway,
  listenerOf: (port: number) => string | undefined,
  services: readonly Asked[],
  { request, expected }: Call,
  roll: number,
): Promise<Observation> {
  for (const { echo } of services) echo.forget();
  const { method, target, host, headers, version, port } = request;
  const sent = { method, target, headers, version, ...(host === undefined ? {} : { host }) };
  const { answer, exchange } = await gateway.send(listenerOf(port), sent, { roll });
  if (answer.is === 'refused') return { answer: { is: 'refused' }, values: {} };
  if (answer.is !== 'response' || !exchange)
    return { answer: { is: 'status', status: 0, reason: answer.is }, values: {} };

  const { status } = answer;
  await copiesArrived(services, expected);
  const asked = services.filter((s) => s.echo.received.some((r) => !isCopy(r)));
  const received = asked[0]?.echo.received.findLast((r) => !isCopy(r));
  const [, clusterPort, subset, clusterHost] = exchange.upstream?.cluster.split('|') ?? [];
  const location = headerValues(answer.headers, 'location')[0];
  const common = {
    responseHeaders: answer.headers,
    ...(exchange.route ? { route: printOrigin(exchange.route.origin) } : {}),
  };
  const name = {
    ...(exchange.route ? { 'route-name': exchange.route.name } : {}),
    flags: exchange.flags,
    attempts: String(exchange.upstream?.attempts ?? 0),
    copies: printCopies(services.filter((s) => s.echo.received.some(isCopy))),
  };
  if (clusterHost !== undefined && !/^(cluster_not_found|no_healthy_upstream|upgrade_failed)$/.test(exchange.details)) {
    const upstream = exchange.upstream;
    const limit = received && headerValues(received.headers, 'x-envoy-expected-rq-timeout-ms')[0];
    // Where our own echo answered, its view counts; a bundled sample is seen through the gateway's record.
    const told = asked.length > 1 ? { host: 'several services were asked', port: 0 } : (asked[0] ?? undefined);
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
