import { headText } from '../match/byte-string.ts';
import { portStart } from '../match/port-start.ts';
import type { RedirectAction, Route } from '../route/table.ts';
import { explainRewrite, replaceMatched, replacePath } from './rewrite.ts';

/** What a redirect needs to know of the request. `target` is the normalised path with query. */
export type RedirectedRequest = {
  readonly scheme: 'http' | 'https';
  readonly authority: string;
  readonly target: string;
};

/**
 * The `location` of a redirect, every part by the table of reference 5.5: the request's own port goes when a new one is given, or when
 * the scheme changes and it was the old scheme's default; the query stays unless `uri` brings its own.
 */
export const redirectLocation = (
  action: RedirectAction,
  matched: Route['matchedPath'],
  request: RedirectedRequest,
): string => {
  const scheme = action.scheme ?? request.scheme;
  const host =
    headText(action.authority ?? '') ||
    hostOfRequest(request, scheme, action.bareHost === true || action.port !== undefined);
  const port = action.port === undefined ? '' : `:${action.port}`;
  return `${scheme}://${host}${port}${redirectedPath(action, matched, request.target)}`;
};

const hostOfRequest = (request: RedirectedRequest, scheme: string, withoutPort: boolean): string => {
  const { authority } = request;
  const at = portStart(authority);
  if (at === -1) return authority;
  const isDefault = authority.slice(at) === (request.scheme === 'https' ? ':443' : ':80');
  return withoutPort || (scheme !== request.scheme && isDefault) ? authority.slice(0, at) : authority;
};

const redirectedPath = (action: RedirectAction, matched: Route['matchedPath'], target: string): string => {
  const at = target.indexOf('?');
  const query = at === -1 ? '' : target.slice(at);
  if (action.rewrite && action.rewrite.kind !== 'regex') {
    const path = at === -1 ? target : target.slice(0, at);
    return replacePath(path, action.rewrite.kind, headText(action.rewrite.value), matched) + query;
  }
  if (action.uri) {
    const uri = headText(action.uri);
    return uri.includes('?') ? uri : uri + query;
  }
  if (!action.prefixRewrite) return target;
  return replaceMatched(at === -1 ? target : target.slice(0, at), headText(action.prefixRewrite), matched) + query;
};

/** `redirect with 301 to scheme "https", port 8443`. */
export const explainRedirect = (action: RedirectAction, matched?: Route['matchedPath']): string => {
  const parts = [
    action.scheme && `scheme "${action.scheme}"`,
    action.authority && `host "${action.authority}"`,
    action.port !== undefined && `port ${action.port}`,
    action.uri && `path "${action.uri}"`,
    action.prefixRewrite && `the matched path replaced by "${action.prefixRewrite}"`,
    action.rewrite && matched && explainRewrite(action.rewrite, matched),
  ].filter((part) => typeof part === 'string' && part !== '');
  return `redirect with ${action.status} to ${parts.length === 0 ? 'the same address' : parts.join(', ')}`;
};
