import { type Build, build } from '#core/build.ts';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import { createGateway } from '../../../src-main/gateway/gateway.ts';
import { unusedPort } from '../echo-service.ts';
import type { Place } from './client.ts';
import { type Cluster, createCluster } from './cluster.ts';
import type { Material } from './material.ts';
import type { Pods } from './pods.ts';
import { className, controllerName } from './status.ts';
import { unusableAddress, usableAddress } from './steps.ts';
import type { Named, SuiteTest } from './suite.ts';

/** The objects of one test and a gateway that serves them, each Gateway on an address of its own. */
export type Stage = {
  readonly cluster: Cluster;
  readonly statuses: () => Build['statuses'];
  readonly diagnostics: () => readonly Diagnostic[];
  /** Serves the cluster as it is now. */
  readonly apply: () => Promise<void>;
  /** Where a port of a Gateway is dialled; `undefined` where its status has no address. */
  readonly placeOf: (gateway: Named, port: number) => Place | undefined;
  /** The address that its status tells. */
  readonly addressOf: (gateway: Named) => string | undefined;
  readonly close: () => Promise<void>;
};

type Shared = { readonly material: Material; readonly pods: Pods };

export async function openStage(
  test: SuiteTest,
  { material, pods }: Shared,
  how: { readonly live: boolean },
): Promise<Stage> {
  const cluster = createCluster(
    test.manifests
      .replaceAll('{GATEWAY_CLASS_NAME}', className)
      .replaceAll('{GATEWAY_CONTROLLER_NAME}', controllerName)
      .replaceAll('PLACEHOLDER_UNUSABLE_ADDRS', unusableAddress)
      .replaceAll('PLACEHOLDER_USABLE_ADDRS', usableAddress),
  );
  cluster.put({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: { name: className },
    spec: { controllerName },
  });
  cluster.put({
    apiVersion: 'slipway.dev/v1',
    kind: 'LocalGateway',
    metadata: { name: 'conformance' },
    spec: { gatewayAddresses: hasLoopbacks() ? 'own' : 'shared', addresses: ['127.0.0.1'], explainErrors: 'never' },
  });
  for (const wanted of test.programmaticObjects ?? []) cluster.put(await material.objectFor(wanted));
  if (how.live) for (const bound of await pods.bind(cluster)) cluster.put(bound);

  const gateway = createGateway({
    clock: Date.now,
    dice: seededDice(7),
    log: () => {},
    samples: { addressOf: () => Promise.reject(new Error('no samples here')) },
  });
  let built = build(cluster.sources());
  /** Declared ports on ports that nobody uses, so that tests side by side do not meet; the addresses are as declared. */
  const ports: Record<string, number> = {};
  const apply = async () => {
    built = build(cluster.sources());
    if (!how.live) return;
    // Between finding a port and opening it, somebody else may have taken it.
    for (let attempt = 0; attempt < 3; attempt++) {
      for (const gatewayOrSet of cluster.objects())
        for (const port of portsOf(gatewayOrSet.spec)) ports[port] ??= await unusedPort();
      const { table, secrets } = built;
      const { listeners } = await gateway.apply({ ...table, settings: { ...table.settings, ports } }, secrets);
      const taken = listeners.filter(({ failure }) => failure?.code === 'listen/port-taken');
      if (taken.length === 0) return;
      for (const { port } of taken) delete ports[port];
    }
  };
  await apply();
  const addressOf = ({ namespace, name }: Named) => {
    const found = built.statuses.find((s) => s.kind === 'Gateway' && s.namespace === namespace && s.name === name);
    const { addresses } = (found?.status ?? {}) as { readonly addresses?: readonly { readonly value: string }[] };
    return addresses?.[0]?.value;
  };
  return {
    cluster,
    statuses: () => built.statuses,
    diagnostics: () => built.diagnostics,
    apply,
    addressOf,
    placeOf: (of, port) => {
      const address = addressOf(of);
      return address === undefined ? undefined : { address, port: ports[port] ?? port };
    },
    close: () => gateway.close(0),
  };
}

/** Whether every address of 127.0.0.0/8 can be listened on; macOS has but the first without further ado. */
export const hasLoopbacks = (): boolean => process.platform !== 'darwin';

const portsOf = (spec: unknown): readonly string[] => {
  const { listeners } = (spec ?? {}) as { readonly listeners?: readonly { readonly port?: number }[] };
  return (listeners ?? []).flatMap(({ port }) => (port === undefined ? [] : [String(port)]));
};

/** The same throws in every run, so that shares never fail by bad luck (a multiply-with-carry generator of 32 bits). */
function seededDice(seed: number): () => number {
  let [low, high] = [seed, 362_436_069];
  return () => {
    high = (36_969 * (high & 65_535) + (high >>> 16)) >>> 0;
    low = (18_000 * (low & 65_535) + (low >>> 16)) >>> 0;
    return (((high << 16) + (low & 65_535)) >>> 0) / 4_294_967_296;
  };
}
