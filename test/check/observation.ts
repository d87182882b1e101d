import type { HeaderLines } from '#core/route/facts.ts';
import type { Origin } from '#core/route/table.ts';
import { type Answer, type Column, type Expected, isHeaderColumn, type Share, type ValueColumn } from './calls.ts';
import { headerValues } from './raw-client.ts';

/** What one runner saw of one request. What a runner cannot see is absent, and then not compared. */
export type Observation = {
  readonly answer: SeenAnswer;
  readonly values: Readonly<Partial<Record<ValueColumn['on'], string>>>;
  /** As the service received them. */
  readonly requestHeaders?: HeaderLines;
  /** As the client received them. */
  readonly responseHeaders?: HeaderLines;
  readonly route?: string;
};

export type SeenAnswer =
  | { readonly is: 'destination'; readonly destination: Target; readonly status?: number }
  | { readonly is: 'status'; readonly status: number; readonly reason?: string }
  | { readonly is: 'refused' };

export type Target = { readonly host: string; readonly port: number; readonly subset?: string };

/** `VirtualService default/shop http[0].match[1]`: how a case names a route. */
export const printOrigin = ({ kind, namespace, name, path }: Origin): string =>
  `${kind} ${namespace}/${name} ${path.replace(/^spec\./, '')}`;

/**
 * Compares what was expected with what was seen in one or many runs of the same request (many where chance decides).
 * Returns one sentence for each difference.
 */
export function compare(expected: Expected, seen: readonly Observation[]): readonly string[] {
  const differences = [...compareAnswer(expected.answer, seen)];
  const each = new Set<string>();
  for (const one of seen) {
    for (const column of expected.columns) {
      const difference = compareColumn(column, one);
      if (difference) each.add(difference);
    }
    if (expected.route !== undefined && one.route !== expected.route)
      each.add(`route: expected "${expected.route}", got "${one.route ?? 'none'}"`);
  }
  return [...differences, ...each];
}

/** How many runs a call needs so that its shares can be compared exactly. */
export const runsOf = (answer: Answer): number => (answer.is === 'destination' && answer.shares.length > 1 ? 100 : 1);

function compareAnswer(expected: Answer, seen: readonly Observation[]): readonly string[] {
  if (expected.is === 'destination' && expected.shares.length > 1) return compareShares(expected.shares, seen);
  return seen.flatMap(({ answer }) => {
    const fits = sameAnswer(expected, answer);
    return fits ? [] : [`expected ${printShort(expected)}, got ${printSeen(answer)}`];
  });
}

function sameAnswer(expected: Answer, seen: SeenAnswer): boolean {
  if (expected.is === 'refused') return seen.is === 'refused';
  if (expected.is === 'status')
    return seen.is === 'status' && seen.status === expected.status && expected.reason === seen.reason;
  const [only] = expected.shares;
  if (seen.is !== 'destination' || !only || !isNamed(only.destination, seen.destination)) return false;
  return seen.status === undefined || seen.status === (expected.status ?? 200);
}

function compareShares(shares: readonly Share[], seen: readonly Observation[]): readonly string[] {
  const counted = shares.map(
    (s) => seen.filter((o) => o.answer.is === 'destination' && isNamed(s.destination, o.answer.destination)).length,
  );
  const strangers = seen.length - counted.reduce((a, b) => a + b, 0);
  const got = [
    ...shares.map((s, i) => `${(100 * (counted[i] ?? 0)) / seen.length}% ${s.destination}`),
    ...(strangers > 0 ? [`${(100 * strangers) / seen.length}% others`] : []),
  ].join(' ');
  const wanted = shares.map((s) => `${s.percent}% ${s.destination}`).join(' ');
  return got === wanted ? [] : [`expected ${wanted}, got ${got}`];
}

/** `oven`, `oven.shop`, a full host name, each with `:port` and `/subset` where they matter. */
function isNamed(written: string, { host, port, subset }: Target): boolean {
  const [, name = '', wantedPort, wantedSubset] = /^([^:/]+)(?::(\d+))?(?:\/(.+))?$/.exec(written) ?? [];
  const hosts = [name, `${name}.default.svc.cluster.local`, `${name}.svc.cluster.local`];
  if (!hosts.includes(host)) return false;
  if (wantedPort !== undefined && Number(wantedPort) !== port) return false;
  return wantedSubset === undefined || wantedSubset === subset;
}

function compareColumn(column: Column, seen: Observation): string | undefined {
  if (isHeaderColumn(column))
    return column.on === 'request-header'
      ? compareHeader('the service', column, seen.requestHeaders)
      : compareHeader('the client', column, seen.responseHeaders);
  const value = seen.values[column.on];
  if (value === undefined || value === column.value) return undefined;
  return `${column.on}: expected "${column.value}", got "${value}"`;
}

function compareHeader(
  who: string,
  { name, present, value }: { readonly name: string; readonly present: boolean; readonly value?: string },
  lines: HeaderLines | undefined,
): string | undefined {
  if (lines === undefined) return undefined;
  const values = headerValues(lines, name);
  const got = values.length === 0 ? `got no ${name}` : `got ${name}: ${values.join(',')}`;
  if (!present) return values.length === 0 ? undefined : `expected ${who} to get no ${name}, ${got}`;
  if (values.length === 0) return `expected ${who} to get ${name}, ${got}`;
  return value === undefined || values.join(',') === value
    ? undefined
    : `expected ${who} to get ${name}: ${value}, ${got}`;
}

/** The expectation that would have held: what was seen takes the place of what was expected, all else stays as it was written. */
export function corrected(expected: Expected, seen: readonly Observation[]): Expected {
  const [first] = seen;
  if (!first) return expected;
  return {
    answer: compareAnswer(expected.answer, seen).length === 0 ? expected.answer : answerOf(seen),
    columns: expected.columns.map((column): Column => {
      if (isHeaderColumn(column)) return column;
      return { ...column, value: first.values[column.on] ?? column.value };
    }),
    ...(expected.route === undefined ? {} : { route: first.route ?? expected.route }),
  };
}

function answerOf(seen: readonly Observation[]): Answer {
  const first = seen[0]?.answer;
  if (!first || first.is === 'refused') return { is: 'refused' };
  if (first.is === 'status') return first;
  const counts = new Map<string, number>();
  for (const { answer } of seen)
    if (answer.is === 'destination') {
      const name = shortName(answer.destination);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  const shares = [...counts].map(([destination, count]) => ({ destination, percent: (100 * count) / seen.length }));
  return {
    is: 'destination',
    shares,
    ...(first.status === undefined || first.status === 200 ? {} : { status: first.status }),
  };
}

export const shortName = ({ host, subset }: Target): string =>
  host.replace(/\.svc\.cluster\.local$/, '').replace(/\.default$/, '') + (subset === undefined ? '' : `/${subset}`);

const printShort = (answer: Answer): string => {
  if (answer.is === 'refused') return 'no listener';
  if (answer.is === 'status') return `${answer.status} ${answer.reason ?? ''}`.trim();
  return `${answer.shares.map((s) => s.destination).join(', ')} ${answer.status ?? ''}`.trim();
};

const printSeen = (answer: SeenAnswer): string => {
  if (answer.is === 'refused') return 'no listener';
  if (answer.is === 'status') return `${answer.status} ${answer.reason ?? ''}`.trim();
  const { host, port } = answer.destination;
  return `${host}:${port} ${answer.status ?? ''}`.trim();
};
