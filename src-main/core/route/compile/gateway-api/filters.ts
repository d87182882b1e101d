import {
  type GrpcFilter,
  type HeaderFilter,
  type HttpFilter,
  isActedOn,
  type PathModifier,
} from '../../../resource/gateway-api/filters.ts';
import type { HeaderOperations, RedirectAction, Rewrite } from '../../table.ts';

/**
 * What a list of filters comes to; of those of one type the last counts. `refused`: a filter that cannot be acted on, so that requests
 * must get an error (reference 2.6).
 */
export type Filters = {
  readonly request?: HeaderOperations;
  readonly response?: HeaderOperations;
  readonly redirect?: Omit<RedirectAction, 'responseHeaders'>;
  readonly rewrite?: Rewrite;
  /** Host towards the service. */
  readonly hostname?: string;
  /** With their place in the list. */
  readonly mirrors: readonly { readonly filter: NonNullable<HttpFilter['requestMirror']>; readonly index: number }[];
  readonly cors?: NonNullable<HttpFilter['cors']>;
  /** With its place in the list. */
  readonly auth?: { readonly filter: NonNullable<HttpFilter['externalAuth']>; readonly index: number };
  readonly refused?: { readonly type: string; readonly index: number };
};

/** The port and the scheme of the listener, as its Gateway declares them. */
export type ListenerFacts = { readonly port: number; readonly scheme: 'http' | 'https' };

export const translateFilters = (list: readonly (HttpFilter | GrpcFilter)[], listener: ListenerFacts): Filters => {
  let result: Filters = { mirrors: [] };
  for (const [index, filter] of list.entries()) {
    result = { ...result, ...one(filter as HttpFilter, index, result, listener) };
  }
  return result;
};

const one = (filter: HttpFilter, index: number, before: Filters, listener: ListenerFacts): Partial<Filters> => {
  // A filter that says nothing beside its type is no less there than one that is not known.
  const unfinished = { refused: before.refused ?? { type: filter.type, index } };
  switch (filter.type) {
    case 'RequestHeaderModifier':
      return filter.requestHeaderModifier ? { request: operationsOf(filter.requestHeaderModifier) } : unfinished;
    case 'ResponseHeaderModifier':
      return filter.responseHeaderModifier ? { response: operationsOf(filter.responseHeaderModifier) } : unfinished;
    case 'RequestRedirect':
      return filter.requestRedirect ? { redirect: redirectOf(filter.requestRedirect, listener) } : unfinished;
    case 'URLRewrite': {
      if (!filter.urlRewrite) return unfinished;
      const { hostname, path } = filter.urlRewrite;
      return { ...(hostname && { hostname }), ...(path && { rewrite: rewriteOf(path) }) };
    }
    case 'RequestMirror':
      return filter.requestMirror
        ? { mirrors: [...before.mirrors, { filter: filter.requestMirror, index }] }
        : unfinished;
    case 'CORS':
      return filter.cors ? { cors: filter.cors } : unfinished;
    case 'ExternalAuth': {
      const { externalAuth } = filter;
      // Without the body, or in a protocol that is not spoken here, nobody could judge rightly.
      return externalAuth && isActedOn(filter) ? { auth: { filter: externalAuth, index } } : unfinished;
    }
    case 'ExtensionRef':
      return unfinished;
  }
};

/** Names in lower case; of one name the first entry counts. A percent sign means itself, unlike in the table. */
const operationsOf = ({ set = [], add = [], remove = [] }: HeaderFilter): HeaderOperations => ({
  remove: remove.map((name) => name.toLowerCase()),
  set: pairs(set),
  add: pairs(add),
});

const pairs = (list: readonly { readonly name: string; readonly value: string }[]) => {
  const result = new Map<string, string>();
  for (const { name, value } of list) {
    const key = name.toLowerCase();
    if (!result.has(key)) result.set(key, value.replaceAll('%', '%%'));
  }
  return [...result];
};

const rewriteOf = (path: PathModifier): Rewrite =>
  path.type === 'ReplaceFullPath'
    ? { kind: 'path', value: rooted(path.replaceFullPath ?? '') }
    : { kind: 'segments', value: rooted(path.replacePrefixMatch ?? '') };

/** A path begins with a slash, whether it is written or not. */
const rooted = (path: string): string => (path.startsWith('/') ? path : `/${path}`);

const statuses: readonly number[] = [301, 302, 303, 307, 308] satisfies readonly RedirectAction['status'][];
const isStatus = (code: number): code is RedirectAction['status'] => statuses.includes(code);

/** Reference 2.6: the port of the filter, else that of a new scheme, else that of the listener; the scheme's own is not written. */
const redirectOf = (
  { scheme, hostname, path, port, statusCode = 302 }: NonNullable<HttpFilter['requestRedirect']>,
  listener: ListenerFacts,
): Omit<RedirectAction, 'responseHeaders'> => {
  const finalScheme = scheme ?? listener.scheme;
  const usual = finalScheme === 'https' ? 443 : 80;
  const finalPort = port ?? (scheme ? usual : listener.port);
  return {
    do: 'redirect',
    status: isStatus(statusCode) ? statusCode : 302,
    bareHost: true,
    ...(scheme && { scheme }),
    ...(hostname && { authority: hostname }),
    ...(finalPort !== usual && { port: finalPort }),
    ...(path && { rewrite: rewriteOf(path) }),
  };
};
