import { type ByteSet, bytesIn, bytesOf, withoutBytes } from '../../match/language/byte-set.ts';
import { anyText, type Expression, literal, sequence } from '../../match/language/expression.ts';
import { parseRegex } from '../../match/language/parse-regex.ts';
import type { Settings } from '../table.ts';

/**
 * What a part of a request can be at all when routes are looked at. Rather too much than too little: whatever is claimed of all texts
 * here is then true of those that come.
 */
export type Universe = {
  readonly key: string;
  readonly bytes: ByteSet;
  readonly inside: Expression;
  readonly outside: readonly Expression[];
  /** Whether a request may do without it. */
  readonly absent: boolean;
  /** Whether any text of its bytes is possible, or nearly so: then literals can be compared by themselves. */
  readonly free: boolean;
  /** Whether this text is plainly possible; false where one would have to look closer. */
  readonly holds: (text: string) => boolean;
};

const every = (bytes: ByteSet, least: number): Expression => ({ is: 'repeat', part: { is: 'bytes', bytes }, least });

const allIn = (bytes: ByteSet, text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (!bytes[text.charCodeAt(i)]) return false;
  return true;
};

const pattern = (text: string): Expression => parseRegex(text) ?? anyText;

const plain = (key: string, bytes: ByteSet, least: number, absent: boolean): Universe => ({
  key,
  bytes,
  inside: every(bytes, least),
  outside: [],
  absent,
  free: true,
  holds: (text) => text.length >= least && allIn(bytes, text),
});

const visible = bytesOf([33, 126], [128, 255]);
const except = (set: ByteSet, text: string): ByteSet => {
  const left = withoutBytes(bytesIn(text));
  return set.map((flag, byte) => flag & (left[byte] as number));
};

/** A normalised path is ASCII without what has to be encoded, without segments of dots, and perhaps without double slashes (reference 4.6). */
const normalPath = except(bytesOf([33, 126]), '"#<>?\\^`{|}');
const rawPath = except(visible, '?#');
const dotSegments = pattern('(?s).*/\\.\\.?(?:/.*)?');
const doubleSlash = pattern('(?s).*//.*');

const pathUniverse = (mode: Settings['pathNormalization']): Universe => {
  const bytes = mode === 'NONE' ? rawPath : normalPath;
  const merged = mode === 'MERGE_SLASHES' || mode === 'DECODE_AND_MERGE_SLASHES';
  const outside = mode === 'NONE' ? [] : merged ? [dotSegments, doubleSlash] : [dotSegments];
  return {
    key: `path ${mode}`,
    bytes,
    inside: sequence({ is: 'byte', code: 47 }, every(bytes, 0)),
    outside,
    absent: false,
    free: true,
    holds: (text) => text.startsWith('/') && !text.includes('/.') && !text.includes('//') && allIn(bytes, text),
  };
};

const token = bytesIn("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
const line = except(bytesOf([0, 255]), '\0\r\n');

const header = plain('header', line, 0, true);
const method = plain('method', token, 1, false);
const scheme: Universe = {
  ...plain('scheme', token, 1, false),
  inside: pattern('https?'),
  free: false,
  holds: (text) => text === 'http' || text === 'https',
};
const target = plain('target', except(visible, '#'), 1, false);
const query = plain('query', except(visible, '&#'), 0, true);
const decodedQuery = plain('decoded', bytesOf([0, 255]), 0, true);
const anyAuthority = plain('authority', visible, 1, false);

const port: Expression = {
  is: 'repeat',
  part: sequence({ is: 'byte', code: 58 }, every(except(visible, ':]'), 0)),
  least: 0,
  most: 1,
};

/**
 * The authorities that lead to a virtual host: one of its domains in any case, with or without a port (reference 3.7). A virtual host of
 * the mesh has the domains for the one client that is played; clients of other namespaces have shorter names for a Service (7.2).
 */
const authorityUniverse = (written: readonly string[]): Universe => {
  const domains = [...new Set(written.flatMap((domain) => [domain, ...shorterNames(domain)]))];
  if (domains.some((domain) => domain === '*' || !/^\*?[\w.-]+$/.test(domain))) return anyAuthority;
  const name = (domain: string): Expression =>
    domain.startsWith('*') ? sequence(every(visible, 1), literal(domain.slice(1), true)) : literal(domain, true);
  return {
    key: `authority ${domains.join()}`,
    bytes: visible,
    inside: sequence({ is: 'either', parts: domains.map(name) }, port),
    outside: [],
    absent: false,
    free: false,
    holds: (text) => domains.includes(text),
  };
};

/** `api.shop.svc.cluster.local`: also `api`, `api.shop` and `api.shop.svc`. */
const shorterNames = (domain: string): readonly string[] => {
  const [, name, namespace] = /^([\w-]+)\.([\w-]+)\.svc\./.exec(domain) ?? [];
  return name === undefined ? [] : [name, `${name}.${namespace}`, `${name}.${namespace}.svc`];
};

/** By subject, as `conditions.ts` names them. */
export type Universes = (subject: string) => Universe;

/** The paths that there are after normalising, the same for all virtual hosts. */
const paths: Readonly<Record<Settings['pathNormalization'], Universe>> = {
  NONE: pathUniverse('NONE'),
  BASE: pathUniverse('BASE'),
  MERGE_SLASHES: pathUniverse('MERGE_SLASHES'),
  DECODE_AND_MERGE_SLASHES: pathUniverse('DECODE_AND_MERGE_SLASHES'),
};

/** The universes of a virtual host; that of its authorities, which few conditions ask for, is made when it is first asked for. */
export const createUniverses = (mode: Settings['pathNormalization'], domains: readonly string[]): Universes => {
  const path = paths[mode];
  let authority: Universe | undefined;
  return (subject) => {
    switch (subject) {
      case 'path':
        return path;
      case 'method':
        return method;
      case 'authority':
        authority ??= authorityUniverse(domains);
        return authority;
      case 'scheme':
        return scheme;
      case 'target':
        return target;
    }
    if (subject.startsWith('query ')) return query;
    return subject.startsWith('decoded ') ? decodedQuery : header;
  };
};
