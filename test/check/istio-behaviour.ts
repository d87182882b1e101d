import { build } from '#core/build.ts';
import type { Table } from '#core/route/table.ts';
import { startEchoService } from './echo-service.ts';
import { judgeDecision, undecidable } from './istio-decided.ts';
import { judgeExpectation, type Seen } from './istio-expect.ts';
import type { BehaviourRequest } from './istio-request.ts';
import {
  type AskedServices,
  type IstioWorld,
  type RunningWorld,
  startWorld,
  type Upstream,
  upstreamBehaviour,
  worldDocuments,
} from './istio-world.ts';
import { type LiveGateway, openGateway } from './live-gateway.ts';
import { standIn } from './stand-ins.ts';
import { failed, judged, skipped, type Verdict } from './verdict.ts';

type Data = Readonly<Record<string, unknown>>;

export type BehaviourCase = {
  readonly id: string;
  readonly resources: string;
  readonly requests: readonly BehaviourRequest[];
  readonly precedingRequests?: number;
  readonly expect: Data;
  readonly meshConfig?: Data;
  readonly upstream?: Upstream;
};

export type BehaviourFile = {
  readonly conventions: { readonly behaviour: { readonly world: IstioWorld } };
  readonly cases: readonly BehaviourCase[];
};

const caseMembers = new Set(
  'id area resources requests precedingRequests expect source note meshConfig upstream'.split(' '),
);
const requestMembers = new Set(
  'method host port path headers scheme sni via sourceNamespace httpVersion clientIp'.split(' '),
);
const upstreamMembers = new Set('status delayMs connect'.split(' '));

/** Whether cases are played through sockets too, or decided only. */
export type Judging = { readonly live: boolean };

/**
 * Judges every case by decision of the engine and, where `live`, once more live: its documents and the file's world are built, a gateway is opened on loopback, and every request goes through
 * a real connection. The order of the verdicts is that of the file.
 */
export async function judgeBehaviour(file: BehaviourFile, how: Judging = { live: true }): Promise<readonly Verdict[]> {
  const { world } = file.conventions.behaviour;
  const shared = await startWorld(world);
  const verdicts = new Map<string, Verdict>();
  const note = async (one: BehaviourCase, running?: RunningWorld) =>
    void verdicts.set(one.id, await judgeCase(one, world, how, running));
  try {
    // Cases with services of their own, some of them slow, run beside the others, which share one world and go one by one.
    const apart = file.cases.filter((c) => c.upstream).map((c) => note(c));
    for (const one of file.cases) if (!one.upstream) await note(one, shared);
    await Promise.all(apart);
  } finally {
    await shared.close();
  }
  return file.cases.map((c) => verdicts.get(c.id) ?? failed(c.id, ['not judged']));
}

async function judgeCase(one: BehaviourCase, world: IstioWorld, how: Judging, shared?: RunningWorld): Promise<Verdict> {
  const unknown = unknownMembers(one);
  if (unknown.length > 0) return failed(one.id, unknown);
  const reason = one.requests.map(undecidable).find((r) => r !== undefined);
  if (!how.live && reason !== undefined) return skipped(one.id, `a connection: ${reason}`);
  const running = shared ?? (await startWorld(world, one.upstream));
  try {
    return judged(one.id, await differencesOf(one, world, how, running), how.live);
  } catch (error) {
    return failed(one.id, [`the judge or the gateway threw: ${error instanceof Error ? error.stack : String(error)}`]);
  } finally {
    if (!shared) await running.close();
  }
}

function unknownMembers(one: BehaviourCase): readonly string[] {
  const strange = (what: string, value: object, known: ReadonlySet<string>) =>
    Object.keys(value).flatMap((k) => (known.has(k) ? [] : [`cannot judge: ${what} "${k}" is not known here`]));
  const empty = one.requests.length === 0 || Object.keys(one.expect).length === 0;
  return [
    ...(empty ? ['cannot judge: the case asks or expects nothing'] : []),
    ...strange('member', one, caseMembers),
    ...one.requests.flatMap((r) => strange('request member', r, requestMembers)),
    ...strange('upstream member', one.upstream ?? {}, upstreamMembers),
    ...strange('meshConfig member', one.meshConfig ?? {}, new Set(['pathNormalization', 'outboundTrafficPolicy'])),
  ];
}

/** The client whose requests the case sends to its sidecar. */
function meshOf({ requests, meshConfig }: BehaviourCase): Readonly<Record<string, string>> | undefined {
  const client = requests.find((r) => r.via === 'sidecar');
  const mode = (meshConfig?.outboundTrafficPolicy as Data | undefined)?.mode;
  if (client === undefined) return undefined;
  return {
    ...(client.sourceNamespace === undefined ? {} : { namespace: client.sourceNamespace }),
    ...(mode === undefined ? {} : { outboundTrafficPolicy: String(mode) }),
  };
}

/** `orders:8080` and `orders` are the same host. */
const bareHost = (host: string | null): string => (host ?? '').replace(/:\d+$/, '');

async function differencesOf(
  one: BehaviourCase,
  world: IstioWorld,
  how: Judging,
  running: RunningWorld,
): Promise<readonly string[]> {
  const normalization = (one.meshConfig?.pathNormalization as Data | undefined)?.normalization;
  const { table, diagnostics } = build([
    { file: 'world.yaml', text: worldDocuments(world, running, normalization as string | undefined, meshOf(one)) },
    { file: 'resources.yaml', text: one.resources },
  ]);
  const ofWorld = diagnostics.filter((d) => d.place.file === 'world.yaml' && d.severity === 'error');
  if (ofWorld.length > 0) return ofWorld.map((d) => `the world is not understood: ${d.code} ${d.message}`);
  const decided = one.requests.flatMap((request, index) => {
    if (undecidable(request) !== undefined) return [];
    const found = judgeDecision(table, one.expect, request, one.upstream !== undefined);
    return found.map((d) => `request ${index + 1}: ${d}`);
  });
  if (!how.live) return decided;
  const stood = await standIn(table, upstreamBehaviour(one.upstream));
  const strangers = await startStrangers(one);
  const gateway = await openGateway({
    ...stood.table,
    settings: { ...stood.table.settings, resolve: strangers.map((s) => s.resolve) },
  });
  const asked = { ...running, endpoints: [...running.endpoints, ...stood.services, ...strangers] };
  try {
    const differences: string[] = [...decided];
    for (const [index, request] of one.requests.entries()) {
      const found = await judgeRequest(gateway, table, one, request, asked);
      differences.push(...found.map((d) => `request ${index + 1}: ${d}`));
    }
    if (differences.length === 0) return [];
    const told = diagnostics.filter((d) => d.place.file !== 'world.yaml' && d.severity !== 'information');
    return [...differences, ...told.map((d) => `at ${d.place.line}:${d.place.column} ${d.code}: ${d.message}`)];
  } finally {
    await gateway.close();
    await Promise.all([...stood.services, ...strangers].map(({ echo }) => echo.close()));
  }
}

/** Whoever the clients of a mesh want to reach themselves: a service on this machine for each name and port. */
function startStrangers({ requests, upstream }: BehaviourCase) {
  return Promise.all(
    requests
      .filter((r) => r.via === 'sidecar')
      .map(async (r) => {
        const echo = await startEchoService(upstreamBehaviour(upstream));
        const [host, port] = [bareHost(r.host), r.port];
        return {
          name: 'PassthroughCluster',
          host,
          port,
          echo,
          resolve: { host, port, address: '127.0.0.1', toPort: echo.port },
        };
      }),
  );
}

async function judgeRequest(
  gateway: LiveGateway,
  table: Table,
  one: BehaviourCase,
  request: BehaviourRequest,
  running: AskedServices,
): Promise<readonly string[]> {
  for (let i = 0; i < (one.precedingRequests ?? 0); i++) await send(gateway, table, request, running);
  const seen = await send(gateway, table, request, running);
  const differences = [...judgeExpectation(one.expect, seen)];
  const share = one.expect.destinationShare;
  if (share !== undefined) {
    const counts = new Map<string, number>();
    for (let i = 0; i < 100; i++)
      for (const { service } of (await send(gateway, table, request, running, (i + 0.5) / 100)).received)
        counts.set(service, (counts.get(service) ?? 0) + 1);
    for (const [service, percent] of Object.entries(share as Record<string, number>))
      if (Math.abs((counts.get(service) ?? 0) - percent) > 1)
        differences.push(`destinationShare of ${service}: expected ${percent}, got ${counts.get(service) ?? 0}`);
  }
  return differences;
}

async function send(
  gateway: LiveGateway,
  table: Table,
  request: BehaviourRequest,
  running: AskedServices,
  roll?: number,
): Promise<Seen> {
  for (const { echo } of running.endpoints) echo?.forget();
  const lines = Object.entries(request.headers ?? {}).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).flatMap((v) => [name, v]),
  );
  // The fixture's port is the one that Istio listens on, behind the Service's translation.
  const listener = table.listeners.find((l) => l.port === request.port)?.id;
  const tls = request.scheme === 'https' ? { tls: request.sni ? { sni: request.sni } : {} } : {};
  const sent = {
    method: request.method,
    target: request.path,
    ...(request.host === null ? {} : { host: request.host }),
    headers: lines,
    version: request.httpVersion === '1.0' ? ('1.0' as const) : ('1.1' as const),
    ...tls,
  };
  const chance = { peer: request.clientIp ?? '203.0.113.10', ...(roll === undefined ? {} : { roll }) };
  const { answer, exchange } =
    request.method === 'TCP'
      ? await gateway.sendTcp(listener, tls.tls, chance)
      : request.via === 'sidecar'
        ? await gateway.sendMesh(
            { ...sent, target: `http://${bareHost(request.host)}:${request.port}${request.path}` },
            chance,
          )
        : await gateway.send(listener, sent, chance);
  const received = running.endpoints.flatMap(({ host, port, name, echo }) =>
    (echo?.received ?? []).map((r) => ({ service: name ?? `${host}:${port}`, request: r })),
  );
  const listening = running.endpoints.some((e) => e.echo);
  const dialled = exchange?.upstream?.host;
  const standing = running.endpoints.find(
    (e) => e.address !== undefined && `127.0.0.1:${e.echo?.port}` === dialled,
  )?.address;
  const address = standing ?? dialled;
  return {
    answer,
    received,
    listening,
    ...(address === undefined ? {} : { address }),
    ...(exchange ? { exchange } : {}),
  };
}
