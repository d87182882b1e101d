import type { Cluster, Data, KubeObject } from './cluster.ts';
import { type Pod, type PodSettings, startPod } from './pod.ts';

/** Pods on this machine in the place of the Deployments of the suite. */
export type Pods = {
  /** Runs what the Deployments of a cluster ask for, and returns the documents that bind its Services to them. */
  readonly bind: (cluster: Cluster) => Promise<readonly KubeObject[]>;
  /** The running pods of a Deployment of that cluster. */
  readonly of: (cluster: Cluster, namespace: string, deployment: string) => Promise<readonly Pod[]>;
  readonly all: () => Promise<readonly Pod[]>;
  readonly close: () => Promise<void>;
};

/** Pods with the same settings serve every test of a run; nothing but the words of a request tells them what to do. */
export function createPods(): Pods {
  const running = new Map<string, Promise<Pod>>();
  const podsOf = (cluster: Cluster, deployment: KubeObject): Promise<readonly Pod[]> =>
    Promise.all(
      settingsOf(cluster, deployment).map((settings) => {
        const key = JSON.stringify(settings);
        const pod = running.get(key) ?? startPod(settings);
        running.set(key, pod);
        return pod;
      }),
    );
  const deployments = (cluster: Cluster) => cluster.objects().filter(({ kind }) => kind === 'Deployment');
  return {
    bind: async (cluster) => {
      const bound: KubeObject[] = [];
      for (const service of cluster.objects()) {
        const { selector, ports = [] } = (service.spec ?? {}) as Data;
        if (service.kind !== 'Service' || selector === undefined) continue;
        const { name, namespace } = service.metadata;
        const chosen = deployments(cluster).filter(
          (one) =>
            one.metadata.namespace === namespace && selects(selector, (one.spec as Data).template.metadata.labels),
        );
        const pods = (await Promise.all(chosen.map((one) => podsOf(cluster, one)))).flat();
        const endpoints = pods.flatMap((pod) =>
          ports.flatMap(({ port, targetPort = port }: Data) => {
            const local = pod.ports[targetPort];
            return local === undefined ? [] : [{ address: `127.0.0.1:${local}`, port }];
          }),
        );
        if (endpoints.length === 0) continue;
        const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
        bound.push({ apiVersion: 'slipway.dev/v1', kind: 'LocalService', metadata, spec: { endpoints } });
      }
      return bound;
    },
    of: (cluster, namespace, name) => podsOf(cluster, cluster.get('Deployment', namespace, name)),
    all: () => Promise.all(running.values()),
    close: async () => void (await Promise.all([...running.values()].map(async (pod) => (await pod).close()))),
  };
}

const selects = (selector: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): boolean =>
  Object.entries(selector).every(([key, value]) => labels[key] === value);

/** One for each replica; the environment of the echo image says what it speaks. */
function settingsOf(cluster: Cluster, deployment: KubeObject): readonly PodSettings[] {
  const { replicas = 1, template } = deployment.spec as Data;
  const { name, namespace = 'default' } = deployment.metadata;
  const [container] = template.spec.containers as Data[];
  const variables = new Map<string, string>((container.env ?? []).map((one: Data) => [one.name, one.value]));
  const mounted = (template.spec.volumes ?? []) as Data[];
  const secret = mounted.find((one) => one.secret)?.secret.secretName as string | undefined;
  const authorities = variables.has('TLS_CLIENT_CACERTS')
    ? (mounted.find((one) => one.configMap)?.configMap.name as string | undefined)
    : undefined;
  const pair = secret === undefined ? undefined : (cluster.get('Secret', namespace, secret).stringData as Data);
  const ca = authorities === undefined ? undefined : (cluster.get('ConfigMap', namespace, authorities).data as Data);
  const speaks = container.image.includes('coredns')
    ? 'dns'
    : variables.has('UDP_ECHO_SERVER')
      ? 'udp'
      : variables.has('TCP_ECHO_SERVER')
        ? 'tcp'
        : variables.has('GRPC_ECHO_SERVER')
          ? 'grpc'
          : 'http';
  return Array.from({ length: replicas }, (_, index) => ({
    name: `${name}-6d8f4-${index}`,
    namespace,
    speaks,
    ...(pair ? { certificate: pair['tls.crt'], key: pair['tls.key'] } : {}),
    ...(ca ? { clientAuthority: ca['ca.crt'] } : {}),
  }));
}
