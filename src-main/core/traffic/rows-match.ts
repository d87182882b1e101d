import { askOnce } from './pool.ts';
import { isFailure } from './rates.ts';
import type { RowColumns, TextName } from './row-columns.ts';
import {
  misread,
  readSize,
  readTime,
  type StreamName,
  sayCluster,
  streamNames,
  type TrafficKey,
  type TrafficState,
  type TrafficTerm,
  trafficStates,
} from './rows-filter.ts';

/** Whether the row at a place is let through. */
export type RowTest = (place: number) => boolean;

/** Of these, terms of one key must all hold; of all others one is enough, because no row has two hosts. */
const together: ReadonlySet<TrafficTerm['key']> = new Set(['word', 'is', 'slower', 'larger']);

/**
 * The rows that a filter lets through: `status:4xx status:503 host:shop` are those of the host with either status; each term with `-` takes
 * rows away. A term that is not understood keeps nothing away, as while it is typed; the window says so. Each text is looked at once,
 * however many rows have it. Undefined: all rows.
 */
export const testRows = (terms: readonly TrafficTerm[], columns: RowColumns): RowTest | undefined => {
  const tests: RowTest[] = [];
  const either = new Map<TrafficTerm['key'], RowTest[]>();
  for (const term of terms) {
    if (misread(term) !== undefined) continue;
    const test = testOf(term, columns);
    if (term.not) tests.push((place) => !test(place));
    else if (together.has(term.key)) tests.push(test);
    else either.set(term.key, [...(either.get(term.key) ?? []), test]);
  }
  for (const some of either.values()) {
    const [only] = some;
    tests.push(some.length === 1 && only ? only : (place) => some.some((test) => test(place)));
  }
  const [first] = tests;
  if (first === undefined) return undefined;
  return tests.length === 1 ? first : (place) => tests.every((test) => test(place));
};

const testOf = ({ key, value }: TrafficTerm, columns: RowColumns): RowTest => {
  const wanted = value.toLowerCase();
  const text = (name: TextName, ask: (text: string) => boolean, absent = false): RowTest => {
    const answer = askOnce(columns.texts[name], ask, absent);
    return (place) => answer(columns.number(name, place));
  };
  const holds = (name: TextName): RowTest => text(name, (one) => one.toLowerCase().includes(wanted));
  const route = (): RowTest => {
    const answer = askOnce(
      columns.routes,
      ({ id, name, origin }) =>
        `${id}\n${name}\n${origin.kind} ${origin.namespace}/${origin.name}`.toLowerCase().includes(wanted),
      false,
    );
    return (place) => answer(columns.routeNumber(place));
  };
  const flag = (): RowTest =>
    text('flags', (flags) => flags !== '-' && flags.split(',').some((one) => one.toLowerCase().startsWith(wanted)));
  const cluster = (): RowTest => text('cluster', (one) => clusterHolds(one, wanted));
  const tests: Readonly<Record<TrafficKey | 'word', () => RowTest>> = {
    host: () => holds('authority'),
    path: () => holds('path'),
    method: () => text('method', (one) => one.toLowerCase() === wanted),
    status: () => statusTest(wanted, columns),
    flag,
    route,
    to: cluster,
    address: () => holds('address'),
    gen: () => (place) => String(columns.figure('generation', place)) === wanted,
    proxy: () =>
      text('proxy', (one) => `${one === 'mesh' ? '' : 'egress '}${one}`.includes(wanted), 'ingress'.includes(wanted)),
    stream: () => (place) => streamOf(columns, place)?.startsWith(wanted) === true,
    is: () => stateTest(wanted, columns),
    slower: () => figureTest(readTime(wanted) ?? 0, (place) => columns.figure('durationMs', place)),
    larger: () => figureTest(readSize(wanted) ?? 0, (place) => sizeOf(columns, place)),
    word: () => {
      const some = [
        ...(['path', 'authority', 'method', 'address'] as const).map(holds),
        flag(),
        route(),
        cluster(),
        text('proxy', (one) => `egress ${one}`.toLowerCase().includes(wanted)),
        (place: number) => String(columns.figure('status', place)) === wanted,
        (place: number) => wanted !== '' && streamOf(columns, place) === wanted,
      ];
      return (place) => some.some((test) => test(place));
    },
  };
  return tests[key]();
};

/** By its words as well as by its name. */
const clusterHolds = (cluster: string, wanted: string): boolean =>
  `${cluster}\n${sayCluster(cluster)}`.toLowerCase().includes(wanted);

/** `4xx`, `404`, or the beginning of one; `0` is no answer. */
const statusTest = (wanted: string, columns: RowColumns): RowTest => {
  const begins = wanted.replace(/x+$/, '');
  const verdicts = new Map<number, boolean>();
  return (place) => {
    const status = columns.figure('status', place);
    let verdict = verdicts.get(status);
    if (verdict === undefined) {
      verdict = status === 0 ? wanted === '0' : wanted !== '0' && String(status).startsWith(begins);
      verdicts.set(status, verdict);
    }
    return verdict;
  };
};

const figureTest =
  (limit: number, figure: (place: number) => number): RowTest =>
  (place) =>
    figure(place) >= limit;

const stateTest = (wanted: string, columns: RowColumns): RowTest => {
  const names = trafficStates.filter((one) => one.startsWith(wanted));
  return (place) => names.some((state) => isIn(state, columns, place));
};

/** Whether a row is in a state; what is still under way is not cut off. */
export const isIn = (state: TrafficState, columns: RowColumns, place: number): boolean => {
  switch (state) {
    case 'error':
      return isFailure({ status: columns.figure('status', place), flags: columns.text('flags', place) });
    case 'open':
      return columns.isOpen(place);
    case 'cut':
      return columns.figure('status', place) === 0 && !columns.isOpen(place) && columns.text('protocol', place) !== '-';
    case 'retried':
      return columns.figure('attempts', place) > 1;
    case 'unrouted':
      return columns.routeNumber(place) === 0 && columns.number('cluster', place) === 0;
    case 'tls':
      return columns.isTls(place);
  }
};

/** What passes in a way of its own, or undefined for plain requests. */
export const streamOf = (columns: RowColumns, place: number): StreamName | undefined => {
  const stream = columns.text('stream', place);
  if (stream !== '') return streamNames.find((one) => one === stream);
  if (columns.text('protocol', place) !== '-') return undefined;
  return connectionOf(columns.text('listener', place));
};

/** What a listener carries whose traffic nobody reads HTTP from: the ids of those for datagrams begin with `udp_`. */
export const connectionOf = (listener: string): 'tcp' | 'udp' => (listener.startsWith('udp_') ? 'udp' : 'tcp');

/** Both ways together. */
export const sizeOf = (columns: RowColumns, place: number): number =>
  columns.figure('bytesReceived', place) + columns.figure('bytesSent', place);
