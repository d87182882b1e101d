import type { Observations, Seen } from './observations.ts';
import type { CheckGroup, Fix } from './report.ts';

/** One thing that is wrong, before it is asked whether another one is the reason of it. */
export type Finding = {
  /** A name of `consequences`' vocabulary, the same in every run. */
  readonly cause: string;
  readonly result: 'failure' | 'warning';
  /** `shop.test`, `80`, a file: what it is about. */
  readonly about: string;
  /** By what it meets other findings: `host shop.test`, `port 80`; `everywhere` meets all. */
  readonly touches: readonly string[];
  readonly says: string;
  readonly fix: Fix;
};

/** One kind of look: what it finds, and what it says when it finds nothing. */
export type Check = {
  readonly id: string;
  readonly group: CheckGroup;
  readonly title: string;
  readonly look: (seen: Observations) => Looked;
  /** Several findings of one cause in one sentence, by what they are about. */
  readonly many: Readonly<Record<string, (about: readonly string[]) => string>>;
  /** What to do about several, where that is another thing than for the first of them. */
  readonly fixMany?: Readonly<Record<string, Fix>>;
};

export type Looked =
  | { readonly is: 'looked'; readonly findings: readonly Finding[]; readonly well: string; readonly fix?: Fix }
  /** It could not be looked at, or makes no sense here. */
  | { readonly is: 'not'; readonly why: string };

export const everywhere = 'everywhere';
export const ofHost = (host: string): string => `host ${host}`;
export const ofPort = (port: number): string => `port ${port}`;
export const ofService = (name: string): string => `service ${name}`;

export const looked = (findings: readonly Finding[], well: string, fix?: Fix): Looked => ({
  is: 'looked',
  findings,
  well,
  ...(fix !== undefined && { fix }),
});

/** Judges what was seen; what was not seen is no finding. */
export const ifSeen = <T>(one: Seen<T>, judge: (seen: T) => Looked): Looked =>
  'seen' in one ? judge(one.seen) : { is: 'not', why: one.unseen };

/** Names in quotes, at most five of them. */
export const listed = (names: readonly string[]): string => {
  const [first, ...rest] = names.slice(0, most).map((name) => `"${name}"`);
  const more = names.length - most;
  if (first === undefined) return 'nothing';
  if (more > 0) return `${[first, ...rest].join(', ')} and ${more} more`;
  const last = rest.at(-1);
  return last === undefined ? first : `${[first, ...rest.slice(0, -1)].join(', ')} and ${last}`;
};

const most = 5;

export const counted = (count: number, one: string, several = `${one}s`): string =>
  `${count} ${count === 1 ? one : several}`;
