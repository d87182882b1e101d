import { byteString, headText } from '../match/byte-string.ts';
import { type CompiledRegex, compileRegex } from '../match/regex.ts';
import type { Rewrite, Route } from '../route/table.ts';

/**
 * How a path (without query) becomes the upstream's path (reference 5.7).
 * `uri` replaces what matched, by length: `/api` to `/` makes `//v1` of `/api/v1`, as Envoy does. A regular expression replaces every
 * match; one that RE2 refuses changes nothing.
 */
export const loadRewrite = (rewrite: Rewrite, matched: Route['matchedPath']): ((path: string) => string) => {
  if (rewrite.kind !== 'regex') {
    const value = headText(rewrite.value);
    return (path) => replacePath(path, rewrite.kind, value, matched);
  }
  const substitution = headText(rewrite.substitution);
  let regex: CompiledRegex | undefined;
  return (path) => {
    regex ??= compileRegex(byteString(rewrite.pattern));
    return regex.ok ? regex.replaceAll(path, substitution) : path;
  };
};

/** `segments`: Gateway API, ReplacePrefixMatch; a slash at the end of the new text is not doubled, and nothing left is `/`. All of a
 * path that matched as a whole is replaced. */
export const replacePath = (
  path: string,
  kind: Exclude<Rewrite['kind'], 'regex'>,
  value: string,
  matched: Route['matchedPath'],
): string => {
  if (kind === 'path') return value || '/';
  if (kind === 'uri') return replaceMatched(path, value, matched);
  const rest = matched.kind === 'prefix' ? path.slice(matched.length) : '';
  return value.replace(/\/+$/, '') + rest || '/';
};

/** The path with what matched replaced: the prefix, or all of it. */
export const replaceMatched = (path: string, value: string, matched: Route['matchedPath']): string =>
  matched.kind === 'prefix' ? value + path.slice(matched.length) : value;

/** `path prefix replaced by "/v2"`. */
export const explainRewrite = (rewrite: Rewrite, matched: Route['matchedPath']): string => {
  if (rewrite.kind === 'regex') {
    return `every match of "${rewrite.pattern}" in the path replaced by "${rewrite.substitution}"`;
  }
  if (rewrite.kind === 'segments' && matched.kind === 'prefix') {
    return `the part of the path that matched replaced by "${rewrite.value || '/'}"`;
  }
  return matched.kind === 'prefix' && rewrite.kind !== 'path'
    ? `the first ${matched.length === 1 ? 'character' : `${matched.length} characters`} of the path replaced by "${rewrite.value}"`
    : `the path replaced by "${rewrite.value}"`;
};
