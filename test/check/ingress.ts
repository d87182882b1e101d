import { build } from '#core/build.ts';
import { decide } from '#core/route/decide.ts';
import type { Decision } from '#core/route/decision.ts';
import { load } from '#core/route/load.ts';
import type { Cluster, Endpoint, Table } from '#core/route/table.ts';
import { type EchoService, startEchoService } from './echo-service.ts';
import type { Judging } from './istio-behaviour.ts';
import { openGateway } from './live-gateway.ts';
import { failed, judged, type Verdict } from './verdict.ts';

type Data = Readonly<Record<string, unknown>>;

type IngressCase = {
  readonly id: string;
  readonly request: {
    readonly scheme: string;
    readonly method: string;
    readonly host: string;
    readonly path: string;
    readonly sni?: string;
  };
  readonly expect: Data;
};

type Scenario = {
  readonly id: string;
  readonly objects: readonly Data[];
  readonly cases: readonly IngressCase[];
};

/** An Ingress file: scenarios of objects and requests, and objects that the API server accepts or refuses. */
export type IngressFile = {
  readonly scenarios: readonly (Scenario & { readonly basis: string })[];
  readonly validation: readonly { readonly id: string; readonly object: Data; readonly accepted: boolean }[];
};

const expectMembers = new Set('status backend endpoint pathAtBackend'.split(' '));
const requestMembers = new Set('scheme method host path'.split(' '));

/** Judges every routing case by the decision of the engine and, where `live`, through sockets; and every validation case. */
export async function judgeIngress(file: IngressFile, how: Judging = { live: true }): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const scenario of file.scenarios) verdicts.push(...(await judgeScenario(scenario, how)));
  return [...verdicts, ...file.validation.map(judgeObject)];
}

function judgeObject({ id, object, accepted }: IngressFile['validation'][number]): Verdict {
  if (object === undefined || typeof accepted !== 'boolean')
    return failed(id, ['cannot judge: the case is incomplete']);
  const { diagnostics, snapshot } = build([{ file: 'object.yaml', text: JSON.stringify(object) }]);
  const isTaken = snapshot.ingresses.length === 1;
  if (isTaken === accepted) return judged(id, []);
  const told = diagnostics.map((d) => `${d.severity} ${d.code}: ${d.message}`);
  return failed(id, [`expected ${accepted ? 'to be accepted' : 'to be refused'}`, ...told]);
}

async function judgeScenario(
  scenario: Scenario & { readonly basis: string },
  how: Judging,
): Promise<readonly Verdict[]> {
  const controller = scenario.basis === 'ingress-nginx' ? 'k8s.io/ingress-nginx' : 'example.local/ingress';
  const { table, diagnostics } = build([
    { file: 'world.yaml', text: world(scenario, controller) },
    { file: 'objects.yaml', text: scenario.objects.map((o) => JSON.stringify(o)).join('\n---\n') },
  ]);
  const told = diagnostics
    .filter((d) => d.severity !== 'information')
    .map((d) => `${d.place.file} ${d.code}: ${d.message}`);
  const names = portNames(scenario);
  const stood = how.live ? await standIn(table) : undefined;
  const gateway = stood && (await openGateway(stood.table));
  const verdicts: Verdict[] = [];
  try {
    for (const one of scenario.cases) {
      const unknown = unknownMembers(one);
      if (unknown.length > 0) {
        verdicts.push(failed(one.id, unknown));
        continue;
      }
      const found = [...differences('decision', one.expect, decided(table, one), names)];
      if (gateway && stood) {
        for (const { echo } of stood.services) echo.forget();
        const { answer } = await gateway.send(listenerFor(table, one), {
          method: one.request.method,
          target: one.request.path,
          host: one.request.host,
          headers: [],
        });
        const reached = stood.services.find(({ echo }) => echo.received.length > 0);
        const seen: Seen = {
          status: answer.is === 'response' ? answer.status : 0,
          ...(reached && {
            backends: reached.backends,
            endpoint: reached.endpoint,
            path: reached.echo.received[0]?.target ?? '',
          }),
        };
        found.push(...differences('live', one.expect, seen, names));
      }
      verdicts.push(judged(one.id, found.length === 0 ? [] : [...found, ...told], how.live));
    }
  } finally {
    await gateway?.close();
    await Promise.all((stood?.services ?? []).map(({ echo }) => echo.close()));
  }
  return verdicts;
}

function unknownMembers({ request, expect }: IngressCase): readonly string[] {
  const strange = (what: string, value: object, known: ReadonlySet<string>) =>
    Object.keys(value).flatMap((k) => (known.has(k) ? [] : [`cannot judge: ${what} "${k}" is not known here`]));
  const empty = !('status' in expect) && !('backend' in expect) ? ['cannot judge: the case expects nothing'] : [];
  return [
    ...empty,
    ...strange('request member', request, requestMembers),
    ...strange('expectation', expect, expectMembers),
  ];
}

/** The controller under test, and every Service that cases reach and no object declares, on port 9 of this machine. */
function world({ objects, cases }: Scenario, controller: string): string {
  const spec = { ingressControllers: [controller], explainErrors: 'never', addresses: ['127.0.0.1'] };
  const gateway = { apiVersion: 'slipway.dev/v1', kind: 'LocalGateway', metadata: { name: 'world' }, spec };
  const declared = new Set(objects.filter((o) => o.kind === 'Service').map((o) => keyOf(o.metadata as Data)));
  const reached = new Map<string, Set<number>>();
  for (const { expect } of cases) {
    const [, key = '', port = ''] = /^(.*):(.*)$/.exec(String(expect.backend ?? '')) ?? [];
    if (key !== '' && !declared.has(key)) reached.set(key, (reached.get(key) ?? new Set()).add(Number(port)));
  }
  const services = [...reached].map(([key, ports]) => {
    const [namespace, name] = key.split('/');
    const bound = [...ports].map((port) => ({ port, address: '127.0.0.1:9' }));
    return {
      apiVersion: 'slipway.dev/v1',
      kind: 'LocalService',
      metadata: { namespace, name },
      spec: { ports: bound },
    };
  });
  return [gateway, ...services].map((d) => JSON.stringify(d)).join('\n---\n');
}

const keyOf = ({ namespace = 'default', name }: Data): string => `${namespace}/${name}`;

/** `shop/web:http` to `shop/web:80`. */
function portNames({ objects }: Scenario): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { kind, metadata, spec } of objects) {
    if (kind !== 'Service') continue;
    for (const { name, port } of (spec as { ports?: readonly { name?: string; port: number }[] }).ports ?? [])
      if (name) names.set(`${keyOf(metadata as Data)}:${name}`, `${keyOf(metadata as Data)}:${port}`);
  }
  return names;
}

/** What became of a request; without `backends` it reached no Service. */
type Seen = {
  readonly status?: number;
  readonly backends?: readonly string[];
  readonly endpoint?: string;
  readonly path?: string;
};

function differences(how: string, expect: Data, seen: Seen, names: ReadonlyMap<string, string>): readonly string[] {
  const found: string[] = [];
  const tell = (what: string, expected: unknown, got: unknown) =>
    found.push(`${how}: ${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got) ?? 'nothing'}`);
  if ('backend' in expect) {
    const backend = names.get(String(expect.backend)) ?? String(expect.backend);
    if (!seen.backends?.includes(backend)) tell('backend', backend, seen.backends ?? seen.status);
  } else if (seen.backends) tell('backend', 'none', seen.backends);
  if ('endpoint' in expect && seen.endpoint !== expect.endpoint) tell('endpoint', expect.endpoint, seen.endpoint);
  if ('pathAtBackend' in expect && seen.path !== expect.pathAtBackend) tell('path', expect.pathAtBackend, seen.path);
  if ('status' in expect && ![expect.status].flat().includes(seen.status)) tell('status', expect.status, seen.status);
  return found;
}

const listenerFor = (table: Table, { request }: IngressCase): string | undefined =>
  table.listeners.find(({ port }) => port === (request.scheme === 'https' ? 443 : 80))?.id;

function decided(table: Table, one: IngressCase): Seen {
  const listener = listenerFor(table, one);
  // Nothing listens: there is no Ingress at all, and where somebody else opens the port they answer this.
  if (listener === undefined) return { status: 404 };
  const { method, host, path, scheme } = one.request;
  const tls = scheme === 'https';
  const facts = { listener, tls, method, authority: host, target: path, headers: ['host', host] };
  return seenIn(decide(load(table), facts, () => 0.5));
}

function seenIn(decision: Decision): Seen {
  if (decision.outcome !== 'forward') return { status: decision.status };
  const { cluster, upstreamPath } = decision;
  const [endpoint, ...others] = cluster?.endpoints ?? [];
  if (cluster === undefined || endpoint === undefined) return { status: 503 };
  return {
    backends: [backendOf(cluster)],
    path: upstreamPath,
    ...(endpoint.at === 'address' && others.length === 0 && { endpoint: `${endpoint.address}:${endpoint.port}` }),
  };
}

function backendOf({ host, port }: Cluster): string {
  const [name, namespace] = host.split('.');
  return `${namespace}/${name}:${port}`;
}

type StandIn = { readonly backends: string[]; readonly endpoint: string; readonly echo: EchoService };

/** The same table with a service of its own for each endpoint of each cluster. */
async function standIn(table: Table): Promise<{ readonly table: Table; readonly services: readonly StandIn[] }> {
  const services: StandIn[] = [];
  const clusters: Record<string, Cluster> = {};
  for (const [name, cluster] of Object.entries(table.clusters)) {
    const endpoints: Endpoint[] = [];
    for (const endpoint of cluster.endpoints) {
      if (endpoint.at !== 'address') continue;
      const echo = await startEchoService();
      services.push({ backends: [backendOf(cluster)], endpoint: `${endpoint.address}:${endpoint.port}`, echo });
      endpoints.push({ ...endpoint, address: '127.0.0.1', port: echo.port });
    }
    clusters[name] = { ...cluster, endpoints };
  }
  return { table: { ...table, clusters }, services };
}
