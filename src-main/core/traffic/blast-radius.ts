import type { Subject } from '../match/subject.ts';
import { act, type Prefer } from '../route/decide.ts';
import type { Decision } from '../route/decision.ts';
import type { Facts } from '../route/facts.ts';
import { firstMatch, type LoadedTable } from '../route/load.ts';
import { locate, notFound } from '../route/locate.ts';
import { sayEndpoint } from '../route/say-endpoint.ts';
import type { Destination, ForwardAction, Origin } from '../route/table.ts';
import type { Exchange } from './exchange.ts';

/** What a table makes of a request, whatever chance says: every destination that it may reach, each with its share of 1. */
export type Answer = {
  /** `404`, `301 to https://shop.local/`, `reviews:9080 v1`, `90% reviews:9080 v1, 10% reviews:9080 v2`. */
  readonly words: string;
  /** The rule that decides; absent where there is none. */
  readonly rule?: Origin;
  readonly where: string;
  readonly shares: string;
  readonly treatment: string;
  /** Of all its services, sorted. */
  readonly addresses: readonly string[];
};

/**
 * How far the answers are apart. `elsewhere`: another status, another place, other services, or none of the addresses that they had.
 * `shares`: the same services with other weights. `treatment`: the same place by another path, host, headers, timeout, retries, faults,
 * mirrors, CORS or policy of its DestinationRule, or with some other addresses.
 */
export type Shift = 'elsewhere' | 'shares' | 'treatment';

/** Requests that are alike and shift alike; `count` of them, the newest with `newest`. */
export type Moved = {
  readonly method: string;
  readonly url: string;
  readonly count: number;
  readonly newest: Exchange;
  readonly shift: Shift;
  readonly before: Answer;
  readonly after: Answer;
};

/** What would have become of recorded requests under another table. */
export type BlastRadius = {
  readonly asked: number;
  readonly moved: readonly Moved[];
};

/**
 * A comparison that is fed exchange by exchange, so that whoever draws may pause between them; `result` is of all that were fed, the
 * widest shift first, then the most frequent. Connections without HTTP are passed over. The tables are asked as `decide` asks them.
 */
export const compareAnswers = (
  before: LoadedTable,
  after: LoadedTable,
): { readonly feed: (exchange: Exchange) => void; readonly result: () => BlastRadius } => {
  const moved = new Map<string, { -readonly [K in keyof Moved]: Moved[K] }>();
  let asked = 0;
  return {
    feed: (exchange) => {
      const facts = factsOfExchange(exchange);
      if (facts === undefined) return;
      asked += 1;
      const one = answerOf(before, facts);
      const two = answerOf(after, facts);
      const shift = shiftBetween(one, two);
      if (shift === undefined) return;
      const { method, scheme, authority, path } = exchange;
      const [was, willBe] = one.words === two.words ? [withAddresses(one, two), withAddresses(two, one)] : [one, two];
      const url = `${scheme}://${authority}${path}`;
      const key = `${method} ${url}\n${was.words}\n${willBe.words}\n${shift}`;
      const same = moved.get(key);
      if (same === undefined) {
        moved.set(key, { method, url, count: 1, newest: exchange, shift, before: was, after: willBe });
        return;
      }
      same.count += 1;
      if (exchange.started >= same.newest.started) same.newest = exchange;
    },
    result: () => ({
      asked,
      moved: [...moved.values()].sort((a, b) => order[a.shift] - order[b.shift] || b.count - a.count),
    }),
  };
};

/** Where words are alike and addresses are not, these tell more. */
const withAddresses = (one: Answer, other: Answer): Answer =>
  one.addresses.join() === other.addresses.join()
    ? one
    : { ...one, words: `${one.words} at ${one.addresses.join(', ')}` };

const order: Readonly<Record<Shift, number>> = { elsewhere: 0, shares: 1, treatment: 2 };

/** The facts of a request that the gateway has seen; undefined where nobody has read a request. */
export const factsOfExchange = (exchange: Exchange): Facts | undefined => {
  const { protocol, listener, scheme, method, authority, path, requestHeaders, serverName, downstreamRemote } =
    exchange;
  if (protocol === '-' || method === '') return undefined;
  const tls = scheme === 'https';
  const port = downstreamRemote.lastIndexOf(':');
  const client = (port < 0 ? downstreamRemote : downstreamRemote.slice(0, port)).replace(/^\[|\]$/g, '');
  return {
    listener,
    tls,
    method,
    target: path,
    headers: requestHeaders,
    ...(authority !== '' && { authority }),
    ...(tls && { sni: serverName ?? '' }),
    ...(client !== '' && { client }),
  };
};

/** Undefined: the answers are the same to whoever asks, even where another rule gives them. */
export const shiftBetween = (before: Answer, after: Answer): Shift | undefined =>
  before.where !== after.where || isMoved(before.addresses, after.addresses)
    ? 'elsewhere'
    : before.shares !== after.shares
      ? 'shares'
      : before.treatment !== after.treatment
        ? 'treatment'
        : undefined;

const isMoved = (before: readonly string[], after: readonly string[]): boolean =>
  before.length > 0 && after.length > 0 && !before.some((one) => after.includes(one));

/** See `Answer`. Pure; the same closures as `decide`. A listener that is gone is looked for by its port. */
export const answerOf = (loaded: LoadedTable, facts: Facts): Answer => {
  const { reject, listener, subject, host } = locate(loaded, {
    ...facts,
    listener: listenerFor(loaded, facts.listener),
  });
  if (reject !== undefined || listener === undefined || host === undefined) return answered(reject);
  const request = subject as Subject;
  const found = firstMatch(host.routes(), request);
  if (found === undefined) return answered(notFound(listener.listener, request));
  const { action, origin } = found.route;
  const take = (prefer?: Prefer) =>
    act(
      loaded.table,
      listener.listener,
      host.virtualHost,
      found,
      request,
      () => 0,
      () => 0.9999999,
      prefer,
    );
  if (action.do !== 'forward') return answered(take(), origin);
  const each = action.destinations.map((one) => ({
    one,
    answer: answered(
      take(() => one),
      origin,
    ),
  }));
  const total = each.reduce((sum, { one }) => sum + one.weight, 0);
  const share = ({ weight }: Destination) =>
    each.length === 1 || total === 0 ? '' : `${rounded((weight / total) * 100)}% `;
  return {
    words: each.map(({ one, answer }) => `${share(one)}${answer.words}`).join(', ') || 'no destination',
    rule: origin,
    where: [...new Set(each.map(({ answer }) => answer.where))].sort().join('\n'),
    shares: each
      .map(({ one, answer }) => `${share(one)}${answer.where}`)
      .sort()
      .join('\n'),
    // What is done belongs to the service that it is done for, in whatever order they stand.
    treatment: [
      ...new Set(each.map(({ one, answer }) => `${share(one)}${answer.where} ${answer.treatment}`).sort()),
      policyOf(action),
    ].join('\n'),
    addresses: [...new Set(each.flatMap(({ answer }) => answer.addresses))].sort(),
  };
};

/** Ids begin with the address, which may be another one now. */
const listenerFor = ({ listeners }: LoadedTable, id: string): string => {
  const [, before = '', port] = /^(.*\/|mesh_|udp_|)[^/]*_(\d+)$/.exec(id) ?? [];
  if (listeners.has(id) || port === undefined) return id;
  const there = [...listeners.keys()].find(
    (one) => one.endsWith(`_${port}`) && /^(.*\/|mesh_|udp_|)/.exec(one)?.[1] === before,
  );
  return there ?? id;
};

const rounded = (percent: number): number => Math.round(percent * 10) / 10;

const answered = (decision: Decision | undefined, rule?: Origin): Answer => {
  const { where, words, treatment, addresses = [] } = partsOf(decision);
  return { words, where, shares: where, treatment: plain(treatment), addresses, ...(rule && { rule }) };
};

/** Without where things are written, which makes no difference to anybody who asks. */
const plain = (value: unknown): string =>
  JSON.stringify(value, (key, one: unknown) => (key === 'origin' || key === 'place' ? undefined : one));

type Parts = Pick<Answer, 'where' | 'words'> & Partial<Pick<Answer, 'addresses'>> & { readonly treatment: unknown };

const partsOf = (decision: Decision | undefined): Parts => {
  if (decision === undefined) return { where: 'closed', words: 'no port takes it', treatment: [] };
  if (decision.outcome === 'forward' && decision.fault?.abort) {
    const { abort } = decision.fault;
    const status = 'status' in abort ? abort.status : 200;
    return { where: `${status} fault`, words: `${status}, a fault`, treatment: abort };
  }
  if (decision.outcome !== 'reject' && decision.cors?.is === 'preflight')
    return { where: '200 preflight', words: '200 by the CORS policy', treatment: decision.cors };
  if (decision.outcome === 'forward') {
    const { destination, cluster, upstreamPath, upstreamAuthority } = decision;
    const { host, port, subset, requestHeaders, responseHeaders, hash } = destination;
    const name = `${host}:${port}${subset === undefined ? '' : ` ${subset}`}`;
    const bound = (cluster?.endpoints.length ?? 0) > 0 || cluster?.lookup !== undefined;
    return {
      where: `${name}${bound ? '' : ' 503'}`,
      words: `${shortHost(host)}:${port}${subset === undefined ? '' : ` ${subset}`}${bound ? '' : ' (503, no address)'}`,
      treatment: [
        upstreamPath,
        upstreamAuthority,
        requestHeaders,
        responseHeaders,
        hash,
        cluster?.policy,
        cluster?.protocol,
        cluster?.endpoints.map(sayEndpoint).sort(),
      ],
      addresses: (cluster?.endpoints ?? []).map(sayEndpoint).sort(),
    };
  }
  if (decision.outcome === 'redirect') {
    const { status, location, responseHeaders } = decision;
    return { where: `${status} ${location}`, words: `${status} to ${location}`, treatment: [responseHeaders] };
  }
  if (decision.outcome === 'respond') {
    const { status, body, grpcStatus, responseHeaders } = decision;
    return {
      where: `${status}`,
      words: `${status}, answered by the gateway`,
      treatment: [body, grpcStatus, responseHeaders],
    };
  }
  const { status, location, details } = decision;
  if (status === 0)
    return {
      where: `0 ${details}`,
      words: details === 'no_listener' ? 'no port takes it' : 'the connection is closed',
      treatment: [],
    };
  return {
    where: `${status} ${location ?? ''}`,
    words: location === undefined ? `${status}` : `${status} to ${location}`,
    treatment: [],
  };
};

const policyOf = ({ timeoutMs, fault, cors, retry, mirrors, session, auth }: ForwardAction): string =>
  plain([
    timeoutMs,
    fault,
    cors,
    retry,
    mirrors?.map(({ host, port, subset, perMillion }) => [host, port, subset, perMillion]),
    session,
    auth,
  ]);

/** `reviews` of `reviews.default.svc.cluster.local`. */
const shortHost = (host: string): string => /^([^.]+)\.[^.]+\.svc\./.exec(host)?.[1] ?? host;
