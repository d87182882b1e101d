import { type Behaviour, type EchoService, startEchoService, unusedPort } from './echo-service.ts';

/** `conventions.behaviour.world` of a behaviour file: the cluster that its cases take for granted. */
export type IstioWorld = {
  readonly clusterDomain: string;
  readonly rootNamespace: string;
  readonly gatewayProxy: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> };
  readonly services: readonly {
    readonly host: string;
    readonly ports: Readonly<Record<string, number>>;
    readonly endpointLabels: readonly Readonly<Record<string, string>>[];
  }[];
};

/** A case's own `upstream`: how every service of the world behaves. */
export type Upstream = {
  readonly status?: number;
  readonly statuses?: readonly number[];
  readonly delayMs?: number;
  readonly connect?: 'refused';
};

/** One endpoint of the world as a service on this machine. `echo` is absent where connections are to be refused. */
type Endpoint = {
  readonly host: string;
  readonly port: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly local: number;
  readonly echo?: EchoService;
};

/** What may be asked: `host` and `port` as routes name them. */
type Asked = Pick<Endpoint, 'host' | 'port' | 'echo'> & {
  readonly address?: string;
  /** In place of `host:port`. */
  readonly name?: string;
};

export type RunningWorld = {
  readonly endpoints: readonly Endpoint[];
  readonly close: () => Promise<void>;
};

/** The services of a world, and those that a case declares beside it. */
export type AskedServices = { readonly endpoints: readonly Asked[] };

export const upstreamBehaviour = (upstream: Upstream = {}): Behaviour => ({
  ...upstream,
  headers: ['server', 'upstream-app', 'x-upstream', 'yes'],
});

/** Starts one service for each endpoint and port of the world. */
export async function startWorld(world: IstioWorld, upstream: Upstream = {}): Promise<RunningWorld> {
  const wanted = world.services.flatMap(({ host, ports, endpointLabels }) =>
    Object.values(ports).flatMap((port) => endpointLabels.map((labels) => ({ host, port, labels }))),
  );
  const endpoints = await Promise.all(
    wanted.map(async (w): Promise<Endpoint> => {
      if (upstream.connect === 'refused') return { ...w, local: await unusedPort() };
      const echo = await startEchoService(upstreamBehaviour(upstream));
      return { ...w, local: echo.port, echo };
    }),
  );
  return { endpoints, close: async () => void (await Promise.all(endpoints.map((e) => e.echo?.close()))) };
}

/** The world in documents: a Service for each service, bound to the running endpoints, and the gateway workload. */
export function worldDocuments(
  world: IstioWorld,
  running: RunningWorld,
  pathNormalization?: string,
  mesh?: Readonly<Record<string, string>>,
): string {
  const documents: object[] = [
    {
      apiVersion: 'slipway.dev/v1',
      kind: 'LocalGateway',
      metadata: { name: 'world' },
      spec: {
        namespace: world.gatewayProxy.namespace,
        labels: world.gatewayProxy.labels,
        clusterDomain: world.clusterDomain,
        rootNamespace: world.rootNamespace,
        explainErrors: 'never',
        ...(mesh === undefined ? {} : { mesh }),
        ...(pathNormalization === undefined ? {} : { pathNormalization }),
      },
    },
  ];
  for (const { host, ports } of world.services) {
    const [name, namespace] = host.split('.');
    const metadata = { name, namespace };
    const servicePorts = Object.entries(ports).map(([portName, port]) => ({ name: portName, port }));
    documents.push({ apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: servicePorts } });
    const endpoints = running.endpoints
      .filter((e) => e.host === host)
      .map(({ local, port, labels }) => ({ address: `127.0.0.1:${local}`, port, labels }));
    if (endpoints.length > 0)
      documents.push({ apiVersion: 'slipway.dev/v1', kind: 'LocalService', metadata, spec: { endpoints } });
  }
  // JSON is YAML.
  return documents.map((d) => JSON.stringify(d)).join('\n---\n');
}
