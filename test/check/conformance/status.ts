import { build } from '#core/build.ts';
import type { Condition, ResourceStatus } from '#core/snapshot/status.ts';

/** What of a file of the Gateway API's conformance data concerns statuses; the format is described beside the data. */
export type StatusFile = {
  readonly name: string;
  readonly manifests: string;
  readonly programmaticObjects?: readonly ProgrammaticObject[];
  readonly statusExpect?: readonly StatusExpect[];
};

export type ProgrammaticObject = {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly namespace: string;
  readonly name: string;
};

type ExpectedCondition = { readonly type: string; readonly status: string; readonly reason: string };

type ExpectedListener = {
  readonly name: string;
  readonly supportedKinds?: readonly string[];
  readonly attachedRoutes?: number;
  readonly conditions?: readonly ExpectedCondition[];
};

type NamedObject = { readonly kind: string; readonly namespace: string; readonly name: string };

export type StatusExpect = {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly conditions?: readonly ExpectedCondition[];
  readonly parent?: NamedObject;
  readonly parentsMustContain?: boolean;
  readonly ancestor?: NamedObject;
  readonly allListeners?: readonly ExpectedCondition[];
  readonly listeners?: readonly ExpectedListener[];
  readonly listenerConditions?: string;
  readonly partial?: boolean;
  readonly addressRequired?: boolean;
  readonly attachedListenerSets?: number;
  readonly zeroAttachedRoutes?: boolean;
  readonly noAcceptedParents?: boolean;
  readonly observedGenerationCurrent?: boolean;
  /** Exactly these values. */
  readonly addresses?: readonly string[];
};

/** Tests that the suite only runs where a feature is not claimed, and that feature, which is. */
export const onlyWithout: Readonly<Record<string, string>> = {
  TLSRouteListenerMixedTerminationNotSupported: 'TLSRouteModeMixed',
  TLSRouteListenerTerminateNotSupported: 'TLSRouteModeTerminate',
};

export const className = 'conformance';
export const controllerName = 'example.com/conformance-controller';

const pem = (label: string): string => `-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----\n`;

/** The objects that the suite makes by program, as text that looks like keys and is none. */
export const standIn = ({ kind, namespace, name }: ProgrammaticObject): object => ({
  apiVersion: 'v1',
  kind,
  metadata: { namespace, name },
  ...(kind === 'Secret'
    ? {
        type: 'kubernetes.io/tls',
        stringData: { 'tls.crt': pem('CERTIFICATE'), 'tls.key': pem('RSA PRIVATE KEY'), 'ca.crt': pem('CERTIFICATE') },
      }
    : { data: { 'ca.crt': pem('CERTIFICATE') } }),
});

/** The statuses of the objects of a file, with a class of its own. */
export const statusesOf = (file: StatusFile): readonly ResourceStatus[] => {
  const gatewayClass = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: { name: className },
    spec: { controllerName },
  };
  const settings = {
    apiVersion: 'slipway.dev/v1',
    kind: 'LocalGateway',
    metadata: { name: 'conformance' },
    spec: { gatewayAddresses: 'own' },
  };
  const made = [gatewayClass, settings, ...(file.programmaticObjects ?? []).map(standIn)];
  const text = file.manifests
    .replaceAll('{GATEWAY_CLASS_NAME}', className)
    .replaceAll('{GATEWAY_CONTROLLER_NAME}', controllerName);
  return build([
    { file: 'manifests.yaml', text },
    { file: 'objects.yaml', text: made.map((one) => JSON.stringify(one)).join('\n---\n') },
  ]).statuses;
};

type Listener = {
  readonly name: string;
  readonly supportedKinds: readonly { readonly kind: string }[];
  readonly attachedRoutes: number;
  readonly conditions: readonly Condition[];
};

type Branch = { readonly controllerName: string; readonly conditions: readonly Condition[] };

type Body = {
  readonly conditions?: readonly Condition[];
  readonly listeners?: readonly Listener[];
  readonly addresses?: readonly { readonly type: string; readonly value: string }[];
  readonly attachedListenerSets?: number;
  readonly parents?: readonly (Branch & { readonly parentRef: NamedObject })[];
  readonly ancestors?: readonly (Branch & { readonly ancestorRef: NamedObject })[];
};

/** How the statuses differ from one expectation; empty: not at all. Every condition must be of the object's present generation. */
export const differencesOf = (
  statuses: readonly ResourceStatus[],
  expected: StatusExpect,
  generation = 1,
): readonly string[] => {
  const { kind, namespace = '', name } = expected;
  const found = statuses.find((one) => one.kind === kind && one.name === name && one.namespace === namespace);
  if (found === undefined) return [`${kind} ${namespace}/${name} has no status`];
  const body = found.status as Body;
  const differences: string[] = [];
  const compare = (conditions: readonly Condition[], wanted: readonly ExpectedCondition[]) =>
    compareConditions(conditions, wanted, generation);
  const say = (where: string, wrong: readonly string[]) =>
    differences.push(...wrong.map((one) => `${kind} ${namespace}/${name}${where}: ${one}`));
  if (expected.parent) {
    const wanted = expected.parent;
    const parents = (body.parents ?? []).filter(({ parentRef }) => isSame(parentRef, wanted, namespace));
    if (parents.length === 0) say('', [`no entry for ${wanted.kind} ${wanted.name}`]);
    say(' parent', firstWithout(parents.map(({ conditions }) => compare(conditions, expected.conditions ?? []))));
  } else if (expected.ancestor) {
    const wanted = expected.ancestor;
    const ancestors = (body.ancestors ?? []).filter(({ ancestorRef }) => isSame(ancestorRef, wanted, namespace));
    if (ancestors.length === 0) say('', [`no entry for ${wanted.kind} ${wanted.name}`]);
    say(' ancestor', firstWithout(ancestors.map(({ conditions }) => compare(conditions, expected.conditions ?? []))));
  } else say('', compare(body.conditions ?? [], expected.conditions ?? []));
  for (const listener of body.listeners ?? []) {
    say(` listener ${listener.name}`, compare(listener.conditions, expected.allListeners ?? []));
  }
  for (const wanted of expected.listeners ?? []) {
    const listener = (body.listeners ?? []).find((one) => one.name === wanted.name);
    if (listener === undefined) say('', [`no listener ${wanted.name}`]);
    else
      say(
        ` listener ${wanted.name}`,
        compareListener(listener, wanted, expected.listenerConditions !== undefined, compare),
      );
  }
  const { listeners = [], parents = [] } = body;
  if (expected.listeners && !expected.partial && listeners.length !== expected.listeners.length) {
    say('', [`${listeners.length} listeners in place of ${expected.listeners.length}`]);
  }
  if (expected.addressRequired && !body.addresses?.some(({ type, value }) => type && value)) say('', ['no address']);
  const { attachedListenerSets } = expected;
  if (attachedListenerSets !== undefined && body.attachedListenerSets !== attachedListenerSets) {
    say('', [`${body.attachedListenerSets} attached sets in place of ${attachedListenerSets}`]);
  }
  if (expected.zeroAttachedRoutes && (listeners.length > 1 || listeners.some((one) => one.attachedRoutes > 0))) {
    say('', ['not just one listener without routes']);
  }
  const values = body.addresses?.map(({ value }) => value).join(', ') ?? '';
  if (expected.addresses && values !== expected.addresses.join(', ')) {
    say('', [`addresses are ${values || 'none'} in place of ${expected.addresses.join(', ')}`]);
  }
  const refused = parents.length === 1 && compare(parents[0]?.conditions ?? [], [notAccepted]).length === 0;
  if (expected.noAcceptedParents && parents.length > 0 && !refused) say('', ['not just one parent that refuses']);
  return differences;
};

const notAccepted: ExpectedCondition = { type: 'Accepted', status: 'False', reason: 'any' };

/** Several entries for one parent: one of them must do. */
const firstWithout = (all: readonly (readonly string[])[]): readonly string[] =>
  all.some((one) => one.length === 0) ? [] : (all[0] ?? []);

const isSame = (ref: Partial<NamedObject>, wanted: NamedObject, own: string): boolean =>
  ref.kind === wanted.kind && ref.name === wanted.name && (ref.namespace ?? own) === wanted.namespace;

const compareListener = (
  listener: Listener,
  wanted: ExpectedListener,
  allTrue: boolean,
  compare: (conditions: readonly Condition[], wanted: readonly ExpectedCondition[]) => readonly string[],
): readonly string[] => {
  const kinds = listener.supportedKinds.map(({ kind }) => kind);
  const expected = wanted.supportedKinds;
  const differ =
    expected && (expected.length === 0 ? kinds.length > 0 : !expected.every((kind) => kinds.includes(kind)));
  const good = ['ResolvedRefs', 'Accepted', 'Programmed'].map((type) => ({ type, status: 'True', reason: 'any' }));
  return [
    ...(differ ? [`supports ${kinds.join(', ') || 'nothing'} in place of ${expected.join(', ') || 'nothing'}`] : []),
    ...(wanted.attachedRoutes !== undefined && wanted.attachedRoutes !== listener.attachedRoutes
      ? [`${listener.attachedRoutes} attached routes in place of ${wanted.attachedRoutes}`]
      : []),
    ...compare(listener.conditions, allTrue ? good : (wanted.conditions ?? [])),
  ];
};

/** `any` is not compared; every condition must be of the present generation. */
const compareConditions = (
  conditions: readonly Condition[],
  expected: readonly ExpectedCondition[],
  generation: number,
): readonly string[] => [
  ...conditions.flatMap(({ type, observedGeneration }) =>
    observedGeneration === generation ? [] : [`${type} is of generation ${observedGeneration}`],
  ),
  ...expected.flatMap(({ type, status, reason }) => {
    const found = conditions.find((one) => one.type === type);
    if (found === undefined) return [`no condition ${type}`];
    const fits = (status === 'any' || status === found.status) && (reason === 'any' || reason === found.reason);
    return fits ? [] : [`${type} is ${found.status}/${found.reason} in place of ${status}/${reason}`];
  }),
];
