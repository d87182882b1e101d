import type { CoreV1Api, KubeConfig, V1Pod, V1Service } from '@kubernetes/client-node';
import type { ClusterContexts, ClusterServices } from '#core/edit/candidate.ts';
import type { Result } from '#core/failure.ts';
import { refused, sayError } from './within.ts';

export type Kube = typeof import('@kubernetes/client-node');

/** The client of clusters, which is large and loaded when somebody first asks for one. */
export const loadKube = (): Promise<Kube> => import('@kubernetes/client-node');

/** The kubeconfig as the usual tools find it: KUBECONFIG, else `~/.kube/config`. `text` stands in its place in tests. */
export const readConfig = ({ KubeConfig }: Kube, text?: string): Result<KubeConfig> => {
  const config = new KubeConfig();
  try {
    if (text === undefined) config.loadFromDefault();
    else config.loadFromString(text);
  } catch (error) {
    return refused(
      'discover/kubeconfig',
      `the kubeconfig cannot be read (${oneLine(sayError(error))}); mend it, or say another one in KUBECONFIG`,
    );
  }
  return { ok: true, value: config };
};

/** What the file says; no cluster hears of it. */
export const contextsOf = (config: KubeConfig): Result<ClusterContexts> => {
  // Without a kubeconfig the library makes one up that leads to port 8080 of this machine.
  const contexts = config.getContexts().filter(({ name }) => name !== 'loaded-context');
  if (contexts.length === 0)
    return refused(
      'discover/no-kubeconfig',
      'there is no kubeconfig with a context here; make one as your cluster says, or say which in KUBECONFIG',
    );
  const current = config.getCurrentContext();
  return {
    ok: true,
    value: {
      contexts: contexts.map(({ name, cluster, user, namespace }) => {
        const runs = commandOf(config.getUser(user));
        return { name, cluster, namespace: namespace ?? 'default', ...(runs !== undefined && { runs }) };
      }),
      ...(contexts.some(({ name }) => name === current) && { current }),
    },
  };
};

/** What runs for the credentials of a user; its arguments are nobody's concern. */
const commandOf = (user: ReturnType<KubeConfig['getUser']>): string | undefined => {
  const exec: unknown = user?.exec?.command ?? user?.authProvider?.config?.['cmd-path'];
  return typeof exec === 'string' && exec !== '' ? exec : undefined;
};

/** The same kubeconfig with this context in use. */
export const inContext = (kube: Kube, config: KubeConfig, context: string): Result<KubeConfig> => {
  const asked = config.getContextObject(context);
  if (asked === null) return refused('discover/no-context', `the kubeconfig has no context "${context}"`);
  if (config.getCluster(asked.cluster) === null)
    return refused(
      'discover/no-cluster',
      `context "${context}" of the kubeconfig names the cluster "${asked.cluster}", which is not in it`,
    );
  const own = new kube.KubeConfig();
  own.loadFromOptions({
    clusters: config.clusters,
    users: config.users,
    contexts: config.contexts,
    currentContext: context,
  });
  return { ok: true, value: own };
};

/** Namespaces and Services with ports of TCP, of one namespace or of all; of that of the context where others may not be listed. */
export const servicesOf = async (
  { CoreV1Api: Core }: Kube,
  config: KubeConfig,
  namespace: string | undefined,
): Promise<Result<ClusterServices>> => {
  const api = config.makeApiClient(Core);
  const own = config.getContextObject(config.getCurrentContext())?.namespace ?? 'default';
  try {
    const [namespaces, services] = await Promise.all([
      api.listNamespace().then(
        ({ items }) => items.flatMap(({ metadata }) => metadata?.name ?? []),
        (): readonly string[] => [], // not everybody may list them
      ),
      listServices(api, namespace, own),
    ]);
    return { ok: true, value: { namespaces, services: services.flatMap(serviceOf) } };
  } catch (error) {
    return refused('discover/cluster', `the cluster cannot be asked for its Services (${sayApi(error)})`);
  }
};

const listServices = async (
  api: CoreV1Api,
  namespace: string | undefined,
  own: string,
): Promise<readonly V1Service[]> => {
  if (namespace !== undefined) return (await api.listNamespacedService({ namespace })).items;
  try {
    return (await api.listServiceForAllNamespaces()).items;
  } catch (error) {
    if ((error as { code?: unknown }).code !== 403) throw error;
    return (await api.listNamespacedService({ namespace: own })).items;
  }
};

const serviceOf = ({ metadata, spec }: V1Service): ClusterServices['services'] => {
  const { name, namespace = 'default' } = metadata ?? {};
  const ports = (spec?.ports ?? []).filter(({ protocol = 'TCP' }) => protocol === 'TCP');
  if (name === undefined || ports.length === 0 || spec?.type === 'ExternalName') return [];
  return [
    { name, namespace, ports: ports.map(({ port, name: word }) => ({ number: port, ...(word && { name: word }) })) },
  ];
};

/** A pod that is ready behind a Service, and its port; a failure where there is none. Throws where the cluster cannot be asked. */
export const choosePod = async (
  { CoreV1Api: Core }: Kube,
  config: KubeConfig,
  { namespace, service, port }: { readonly namespace: string; readonly service: string; readonly port: number },
): Promise<Result<{ readonly pod: string; readonly port: number }>> => {
  const api = config.makeApiClient(Core);
  const { spec } = await api.readNamespacedService({ name: service, namespace });
  const wanted = spec?.ports?.find((one) => one.port === port);
  if (wanted === undefined) return refused('discover/no-port', `Service "${namespace}/${service}" has no port ${port}`);
  const selector = Object.entries(spec?.selector ?? {});
  if (selector.length === 0)
    return refused(
      'discover/no-selector',
      `Service "${namespace}/${service}" selects no pods, so that there is nothing to forward to`,
    );
  const labelSelector = selector.map(([name, value]) => `${name}=${value}`).join(',');
  const { items } = await api.listNamespacedPod({ namespace, labelSelector });
  const pod = items.find(isReady);
  const name = pod?.metadata?.name;
  if (pod === undefined || name === undefined)
    return refused('discover/no-pod', `no pod of Service "${namespace}/${service}" is ready`);
  const target = portIn(pod, wanted.targetPort ?? wanted.port);
  if (target === undefined)
    return refused('discover/no-port', `pod "${name}" has no port called "${wanted.targetPort}"`);
  return { ok: true, value: { pod: name, port: target } };
};

const isReady = ({ metadata, status }: V1Pod): boolean =>
  metadata?.deletionTimestamp === undefined &&
  status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') === true;

const portIn = ({ spec }: V1Pod, target: number | string): number | undefined => {
  if (typeof target === 'number' || /^\d+$/.test(target)) return Number(target);
  const ports = spec?.containers.flatMap(({ ports: own = [] }) => own) ?? [];
  return ports.find(({ name }) => name === target)?.containerPort;
};

/** What the API server says, without the request and its headers. */
export const sayApi = (error: unknown): string => {
  const { code, body, syscall } = error as { code?: unknown; body?: unknown; syscall?: unknown };
  if (code === 'ENOENT' && typeof syscall === 'string' && syscall.startsWith('spawn '))
    return `the kubeconfig gets its credentials from "${syscall.slice(6)}", which is not installed`;
  // `fetch` hides what happened behind its own words.
  const { cause } = error as { cause?: unknown };
  if (typeof code !== 'number')
    return oneLine(sayError(cause instanceof Error && cause.message !== '' ? cause : error)) || 'the connection failed';
  // The library drops what the server says about these.
  if (code === 401) return 'it answered 401: your credentials are not taken, log in again';
  let text: unknown;
  try {
    const said: unknown = typeof body === 'string' ? JSON.parse(body) : body;
    text = (said as { message?: unknown } | undefined)?.message;
  } catch {
    text = undefined; // a proxy in between speaks as it likes
  }
  return typeof text === 'string' ? `${code}: ${oneLine(text)}` : `it answered ${code}`;
};

const oneLine = (text: string): string => text.split('\n')[0]?.trim().slice(0, 200) ?? '';
