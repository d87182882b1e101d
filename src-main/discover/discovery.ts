import type {
  Candidate,
  CandidateSource,
  ClusterContexts,
  ClusterServices,
  Forward,
  ForwardInput,
} from '#core/edit/candidate.ts';
import type { Result } from '#core/failure.ts';
import type { Clock, Log } from '#core/world.ts';
import { anyListeners } from './any-listeners.ts';
import { dockerCandidates } from './docker.ts';
import type { EngineWorld } from './docker-address.ts';
import { createForwards } from './forwards.ts';
import { contextsOf, inContext, loadKube, readConfig, servicesOf } from './kube.ts';
import type { Listener } from './linux-listeners.ts';
import { createLocalPorts, type OtherSlipway } from './local-ports.ts';
import { within } from './within.ts';

/** What on this machine, and in clusters that somebody asks for, may answer for a service. Nothing here ever rejects. */
export type Discovery = {
  readonly candidates: (source: CandidateSource) => Promise<Result<readonly Candidate[]>>;
  /** From the kubeconfig alone. */
  readonly contexts: () => Promise<Result<ClusterContexts>>;
  /** Asks the cluster. */
  readonly cluster: (context: string, namespace?: string) => Promise<Result<ClusterServices>>;
  readonly forward: (input: ForwardInput) => Promise<Result<Forward>>;
  readonly forwards: () => readonly Forward[];
  readonly unforward: (id: string) => Promise<void>;
  /** Ends every forward. */
  readonly close: () => Promise<void>;
};

export type DiscoveryWorld = {
  readonly clock: Clock;
  readonly log: Log;
  /** Ports that this program listens on. */
  readonly ownPorts: () => readonly number[];
  /** Other Slipways of this person; absent: nobody knows of any. */
  readonly others?: () => Promise<readonly OtherSlipway[]>;
  readonly engine: EngineWorld;
  readonly pid: number;
  readonly uid?: number;
  readonly listeners?: () => Promise<readonly Listener[]>;
  /** In place of the person's own. */
  readonly kubeconfig?: () => string;
};

const portsMs = 6_000;
const engineMs = 4_000;
const clusterMs = 12_000;

export const createDiscovery = (world: DiscoveryWorld): Discovery => {
  const { clock, log, pid, engine } = world;
  const forwards = createForwards(log);
  const ports = createLocalPorts({
    clock,
    pid,
    ...(world.others && { others: world.others }),
    ...(world.uid !== undefined && { uid: world.uid }),
    listeners: world.listeners ?? anyListeners,
    ownPorts: () => new Set([...world.ownPorts(), ...forwards.list().map(({ localPort }) => localPort)]),
  });
  const opened = async () => {
    const kube = await loadKube();
    return { kube, config: readConfig(kube, world.kubeconfig?.()) };
  };
  const asked = async <T>(
    context: string,
    work: (kube: Awaited<ReturnType<typeof loadKube>>, config: Parameters<typeof contextsOf>[0]) => Promise<Result<T>>,
  ): Promise<Result<T>> => {
    const { kube, config } = await opened();
    if (!config.ok) return config;
    const own = inContext(kube, config.value, context);
    return own.ok ? work(kube, own.value) : own;
  };

  return {
    candidates: (source) => {
      if (source === 'ports') return within(portsMs, 'the list of listening ports', ports);
      if (source === 'containers')
        return within(engineMs, 'the container engine', (signal) => dockerCandidates(engine, signal));
      return Promise.resolve({ ok: true, value: forwards.list().map(candidateOf) });
    },
    contexts: () =>
      within(clusterMs, 'the kubeconfig', async () => {
        const { config } = await opened();
        return config.ok ? contextsOf(config.value) : config;
      }),
    cluster: (context, namespace) =>
      within(clusterMs, `the cluster of "${context}"`, () =>
        asked(context, (kube, config) => servicesOf(kube, config, namespace)),
      ),
    forward: (input) =>
      within(clusterMs, `the cluster of "${input.context}"`, () =>
        asked(input.context, (kube, config) => forwards.open(kube, config, input)),
      ),
    forwards: forwards.list,
    unforward: forwards.end,
    close: forwards.close,
  };
};

const candidateOf = ({ id, context, namespace, service, port, localPort }: Forward): Candidate => ({
  id: `forward ${id}`,
  kind: 'forward',
  label: service,
  to: { address: String(localPort) },
  port: localPort,
  innerPort: port,
  names: [namespace],
  about: { cluster: `${context}/${namespace}` },
});
