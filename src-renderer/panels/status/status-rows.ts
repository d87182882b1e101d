import type { Place } from '#core/text/diagnostic.ts';
import type { ListenerState } from '#core/traffic/gateway-state.ts';
import type { ResourcePart, ResourceState } from '../../state/resource-states.ts';
import type { Say } from '../../words/words.ts';
import { compareTones, type Tone, toneOf, worstOf } from './judge.ts';

/** A listener, parent or ancestor with what the running gateway adds. */
export type PartRow = ResourcePart & {
  readonly tone: Tone;
  /** Where clients dial it, as far as it is open: `127.0.0.1:8080`. */
  readonly open: readonly string[];
  /** Why the running gateway could not open it. */
  readonly failures: readonly string[];
};

/** One resource: its verdict in words, and everything that can be unfolded. */
export type StatusRow = Omit<ResourceState, 'parts'> & {
  readonly tone: Tone;
  /** `Programmed`, or what is worst: `ResolvedRefs: False`. */
  readonly verdict: string;
  readonly reason?: string;
  readonly message?: string;
  readonly parts: readonly PartRow[];
  /** Where clients dial an Ingress, which has no listeners of its own. */
  readonly open: readonly string[];
  /** Why it cannot be reached there. */
  readonly failures: readonly string[];
  readonly place?: Place;
};

const kinds: readonly string[] = [
  'GatewayClass',
  'Gateway',
  'ListenerSet',
  'HTTPRoute',
  'GRPCRoute',
  'TLSRoute',
  'TCPRoute',
  'UDPRoute',
  'BackendTLSPolicy',
  'Ingress',
  'Service',
];

/** What the draft says of each resource, with what really happened to its ports; the worst first, then by kind and name. */
export const statusRows = (
  t: Say<'status'>,
  resources: readonly ResourceState[],
  listeners: readonly ListenerState[],
): readonly StatusRow[] => {
  const byOwner = Map.groupBy(
    listeners.flatMap((listener) => listener.gateways.map((gateway) => ({ gateway, listener }))),
    ({ gateway }) => gateway,
  );
  const rows = resources.map((resource) => {
    const own = byOwner.get(`${resource.namespace}/${resource.name}`) ?? [];
    return rowOf(
      t,
      resource,
      own.map(({ listener }) => listener),
    );
  });
  return rows.sort(
    (a, b) =>
      compareTones(a.tone, b.tone) ||
      kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
      compareText(a.namespace, b.namespace) ||
      compareText(a.name, b.name),
  );
};

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Whoever has the ports: only these can have the name of a Gateway in the running state. */
const opensPorts: readonly string[] = ['Gateway', 'ListenerSet', 'Ingress'];

const rowOf = (t: Say<'status'>, resource: ResourceState, running: readonly ListenerState[]): StatusRow => {
  const { kind, conditions, hasAddresses, addresses } = resource;
  // An egress gateway of Istio has ports that only the mesh reaches.
  const mine = opensPorts.includes(kind) ? running.filter(({ proxy }) => proxy === undefined) : [];
  const parts = resource.parts.map((part) => partRow(t, part, mine));
  const failures = kind === 'Ingress' ? failuresOf(t, mine) : [];
  const row = { ...resource, parts, failures, open: kind === 'Ingress' ? openAt(mine) : [] };

  const notOpen = [...failures, ...parts.flatMap((part) => part.failures)];
  const worst = worstOf([...conditions, ...parts.flatMap((part) => part.conditions)]);
  // What was refused in the text was never tried.
  if (notOpen[0] !== undefined && (worst === undefined || toneOf(worst) !== 'error')) {
    const some = row.open.length > 0 || parts.some((part) => part.open.length > 0);
    return { ...row, tone: some ? 'warn' : 'error', verdict: t('verdict.notOpen'), message: notOpen[0] };
  }
  if (worst !== undefined) {
    const { type, status, reason, message } = worst;
    return { ...row, tone: toneOf(worst), verdict: `${type}: ${status}`, reason, ...(message && { message }) };
  }
  if (conditions.length > 0 || parts.length > 0) return { ...row, tone: 'ok', verdict: goodWord(t, row) };
  if (hasAddresses && addresses.length > 0) return { ...row, tone: 'ok', verdict: t('verdict.hasAddress') };
  if (hasAddresses) return { ...row, tone: 'idle', verdict: t('verdict.noAddress') };
  return { ...row, tone: 'idle', verdict: t('verdict.notAttached'), message: t('verdict.unknownHere') };
};

/** The one that says most of those that are all good. */
const goodWord = (t: Say<'status'>, { conditions, parts }: Pick<StatusRow, 'conditions' | 'parts'>): string => {
  const types = [...conditions, ...parts.flatMap((part) => part.conditions)].map(({ type }) => type);
  return types.includes('Programmed')
    ? 'Programmed'
    : types.includes('Accepted')
      ? 'Accepted'
      : (types[0] ?? t('verdict.noTrouble'));
};

const partRow = (t: Say<'status'>, part: ResourcePart, running: readonly ListenerState[]): PartRow => {
  const { port, protocol } = part.listener ?? {};
  // TCP and UDP have ports of their own.
  const isDatagram = protocol === 'UDP';
  // Another listener may have opened the port of one that is left out.
  const isServed = part.conditions.every(({ type, status }) => type !== 'Programmed' || status === 'True');
  const mine =
    port === undefined || !isServed
      ? []
      : running.filter((one) => one.port === port && (one.protocol === 'UDP') === isDatagram);
  const failures = failuresOf(t, mine);
  const worst = worstOf(part.conditions);
  return { ...part, tone: worst ? toneOf(worst) : failures.length > 0 ? 'error' : 'ok', open: openAt(mine), failures };
};

const openAt = (listeners: readonly ListenerState[]): readonly string[] =>
  listeners.flatMap(({ bound, addresses }) =>
    bound === undefined ? [] : addresses.map((address) => addressOf(address, bound)),
  );

const failuresOf = (t: Say<'status'>, listeners: readonly ListenerState[]): readonly string[] =>
  listeners.flatMap(({ port, failure }) =>
    failure === undefined ? [] : [t('verdict.portFailed', { port, why: failure.message })],
  );

const addressOf = (address: string, port: number): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;

/** The rows that hold all words of a filter, in themselves or in what can be unfolded. */
export const filterRows = (rows: readonly StatusRow[], filter: string): readonly StatusRow[] => {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const text = textOf(row);
    return words.every((word) => text.includes(word));
  });
};

const textOf = ({
  kind,
  namespace,
  name,
  verdict,
  message,
  addresses,
  conditions,
  parts,
  open,
  failures,
}: StatusRow): string =>
  [
    kind,
    `${namespace}/${name}`,
    verdict,
    message,
    ...addresses,
    ...open,
    ...failures,
    ...parts.flatMap((part) => [part.name, ...part.open, ...part.failures, ...(part.listener?.supportedKinds ?? [])]),
    ...[...conditions, ...parts.flatMap((part) => part.conditions)].flatMap((one) => [
      `${one.type}: ${one.status}`,
      one.reason,
      one.message,
    ]),
  ]
    .join(' ')
    .toLowerCase();
