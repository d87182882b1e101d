import { compileRegex } from '../match/regex.ts';
import type { FindNear } from './hint-near.ts';

const matches = (pattern: string, text: string): boolean => {
  const compiled = compileRegex(pattern);
  return compiled.ok && compiled.matches(text);
};

/** Expressions match all of the path, or not at all. */
export const nearAnchored: FindNear<'path'> = ({ match }, { path }) => {
  if (match.type !== 'regex') return undefined;
  const { value } = match;
  const group = value.includes('|') ? `(?:${value})` : value;
  const bare = value.replace(/\$$/, '');
  if (matches(`(?:${value}).*`, path)) {
    return {
      kind: 'anchored',
      words: `the expression "${value}" matches only the beginning of "${path}", and must match all of it`,
      write: `write "${group}.*", or use a prefix`,
      distance: 1,
      match: { type: 'regex', value: `${group}.*` },
    };
  }
  // Without a part at the end everything would contain it.
  if (bare.length > 2 && matches(`.*(?:${value}).*`, path)) {
    return {
      kind: 'anchored',
      words: `the expression "${value}" matches only a part of "${path}", and must match all of it`,
      write: `write ".*${group}.*"`,
      distance: 1.5,
      match: { type: 'regex', value: `.*${group}.*` },
    };
  }
  return undefined;
};

/** `*` as shells know it. */
export const nearGlob: FindNear<'path'> = ({ match }, { path }) => {
  const { type, value } = match;
  if (type === 'segments' || !/(^|[^.)\]\\])\*/.test(value)) return undefined;
  const meant = value
    .split('*')
    .map((part) => part.replace(/[.+?()[\]{}^$|\\]/g, '\\$&'))
    .join('.*');
  if (!matches(meant, path)) return undefined;
  const ending = /^([^*]*)\*+$/.exec(value)?.[1];
  return {
    kind: 'glob',
    words:
      type === 'regex'
        ? `"${value}" is a regular expression, in which "*" repeats the character before it`
        : `"*" in "${value}" stands for itself`,
    write: ending ? `use the prefix "${ending}"` : `write the expression "${meant}"`,
    distance: 0.8,
    match: ending ? { type: 'prefix', value: ending } : { type: 'regex', value: meant },
  };
};

/** Backslashes that were doubled once too often, or an expression where plain text is compared. */
export const nearEscaped: FindNear<'path'> = ({ match }, { path }) => {
  const { type, value } = match;
  if (type === 'regex') {
    const once = value.replaceAll('\\\\', '\\');
    if (once === value || !matches(once, path)) return undefined;
    return {
      kind: 'escaped',
      words: `the expression "${value}" has two backslashes where one is meant`,
      write: `write "${once}": only YAML in double quotes needs them twice`,
      distance: 0.9,
      match: { type: 'regex', value: once },
    };
  }
  if (type === 'segments' || !/[\\^$[(|+]|\.\*/.test(value) || !matches(value + (type === 'prefix' ? '.*' : ''), path))
    return undefined;
  return {
    kind: 'escaped',
    words: `"${value}" reads like a regular expression, but is compared as plain text`,
    write: `write it under "regex"`,
    distance: 0.9,
    match: { type: 'regex', value: value + (type === 'prefix' ? '.*' : '') },
  };
};
