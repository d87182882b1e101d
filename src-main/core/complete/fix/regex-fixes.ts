import { setValue } from '../../edit/yaml-edits.ts';
import { compileRegex } from '../../match/regex.ts';
import { edited, type Fixer, fixHere, writtenAt } from './context.ts';

/** Constructs of JavaScript that RE2 writes otherwise; what it has no equal for (look-around, back references) has no fix. */
export const convertRegex: Fixer = (context) => {
  const written = writtenAt(context);
  const converted = toRe2(written);
  if (converted === undefined || converted === written || !compileRegex(converted).ok) return [];
  return fixHere(context, `Write "${converted}"`, setValue(edited(context), context.path, converted), true);
};

/**
 * A pattern in RE2's syntax: `/…/` without its slashes, escapes of characters that need none, `(?<name>…)`, `\uXXXX`, possessive
 * quantifiers and atomic groups (they only change how long matching takes where the whole text must match anyway is not certain, so they
 * stay refused). Undefined where there is nothing to convert.
 */
const toRe2 = (pattern: string): string | undefined => {
  const literal = /^\/(.+)\/([a-z]*)$/s.exec(pattern);
  const [, body = pattern, flags = ''] = literal ?? [];
  if (!/^[ims]*$/.test(flags)) return undefined;
  let result = flags === '' ? '' : `(?${flags})`;
  for (let at = 0; at < body.length; at++) {
    const char = body.charAt(at);
    if (char === '(' && body.startsWith('(?<', at) && !/^\(\?<[=!]/.test(body.slice(at, at + 4))) {
      result += '(?P<';
      at += 2;
    } else if (char === '\\') {
      const [whole, converted] = escapeAt(body, at);
      result += converted;
      at += whole - 1;
    } else result += char;
  }
  return result;
};

/** Letters and digits that mean something behind a backslash in RE2. */
const knownEscapes = /[aftnrvdDsSwWbBAzCQEpPx0-9]/;

const escapeAt = (pattern: string, at: number): readonly [number, string] => {
  const next = pattern.charAt(at + 1);
  const unicode = /^\\u(?:([0-9A-Fa-f]{4})|\{([0-9A-Fa-f]{1,6})\})/.exec(pattern.slice(at, at + 12));
  if (unicode) return [unicode[0].length, `\\x{${unicode[1] ?? unicode[2]}}`];
  if (next === '/') return [2, '/'];
  if (next === 'Z') return [2, '\\z'];
  if (/[A-Za-z]/.test(next) && !knownEscapes.test(next)) return [2, next];
  return [2, `\\${next}`];
};

/** A pattern that looks like the name of a host means its dots as dots. */
export const escapeDots: Fixer = (context) => {
  const written = writtenAt(context);
  // A dot before a quantifier, or one that is escaped already, is meant as it stands.
  const escaped = written.replace(/(?<!\\)\.(?![*+?{])/g, '\\.');
  if (escaped === written || !compileRegex(escaped).ok) return [];
  return fixHere(context, `Write "${escaped}"`, setValue(edited(context), context.path, escaped), true);
};
