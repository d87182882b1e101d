import { headerValue } from '#core/match/header-value.ts';
import { queryValue } from '#core/match/query.ts';
import type { HashKey } from '#core/route/cluster-policy.ts';
import type { HeaderLines } from '#core/route/facts.ts';
import { xxHash64 } from '../upstream/balance/xx-hash.ts';
import { cookieValue, newCookie } from './hash-cookie.ts';

/** What a hash is made of. `lines` and `path` are the client's, before any operation or rewrite of the route. */
export type Hashable = {
  readonly lines: HeaderLines;
  readonly authority: string;
  /** With query. */
  readonly path: string;
  /** The client's address without port. */
  readonly remoteAddress: string;
  /** Both ends of the client's connection, `ip:port`. */
  readonly remote: string;
  readonly local: string;
};

/** `hash` is absent where the request does not have the key: then chance decides. `setCookie` belongs on the service's answer. */
export type RequestHash = { readonly hash?: bigint; readonly setCookie?: string };

/**
 * What of a request decides about its host, hashed as Envoy does (reference 6.4). Values are hashed as they are on the wire. Several
 * lines of a header are sorted and hashed one after another, so that their order does not count.
 */
export function requestHash(key: HashKey, of: Hashable): RequestHash {
  switch (key.on) {
    case 'header': {
      const values = key.name === 'host' || key.name === ':authority' ? [of.authority] : valuesOf(of.lines, key.name);
      if (values.length === 0) return {};
      return { hash: values.sort().reduce((seed, value) => hashOf(value, seed), 0n) };
    }
    case 'cookie': {
      const value = cookieValue(headerValue(of.lines, 'cookie') ?? '', key.name);
      if (value) return { hash: hashOf(value) };
      if (key.ttlMs === undefined) return {};
      // The same for every request of a connection, so that those that come before the first answer get the same cookie.
      const made = hashOf(`${of.remote}${of.local}`).toString(16).padStart(16, '0');
      return { hash: hashOf(made), setCookie: newCookie(key, made) };
    }
    case 'source-ip':
      return of.remoteAddress === '' ? {} : { hash: hashOf(of.remoteAddress) };
    case 'query': {
      const at = of.path.indexOf('?');
      const value = at === -1 ? undefined : queryValue(of.path.slice(at + 1), key.name);
      return value === undefined ? {} : { hash: hashOf(value) };
    }
  }
}

/** Texts of the wire have one character for each byte. */
const hashOf = (text: string, seed?: bigint): bigint => xxHash64(Buffer.from(text, 'latin1'), seed);

const valuesOf = (lines: HeaderLines, name: string): string[] =>
  lines.filter((_, index) => index % 2 === 1 && lines[index - 1]?.toLowerCase() === name);
