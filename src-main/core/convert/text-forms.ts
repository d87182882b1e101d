import { loadText } from '../match/text-match.ts';
import type { PathMatch, TextMatch } from '../route/table.ts';
import type { AtomPath, Value } from './atoms.ts';

/** A text as a regular expression that takes nothing else. */
export const quoted = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A condition on a value in the two forms of the Gateway API. */
export const valueFor = (match: TextMatch | { readonly type: 'present' }): Value => {
  if (match.type === 'present') return { type: 'RegularExpression', value: '.*' };
  if (match.type === 'prefix') return { type: 'RegularExpression', value: `${quoted(match.value)}.*` };
  if (match.type === 'regex') return { type: 'RegularExpression', value: match.value };
  return match.value === '' ? { type: 'RegularExpression', value: '()' } : { type: 'Exact', value: match.value };
};

/** The nearest path by segments, and how it differs. */
export const pathOf = (
  match: PathMatch,
  ignoreCase: boolean,
): { readonly path: AtomPath; readonly differs?: string } => {
  if (match.type === 'regex') {
    return { path: { type: 'RegularExpression', value: ignoreCase ? `(?i)${match.value}` : match.value } };
  }
  const { type, value } = match;
  if (ignoreCase && /[a-z]/i.test(value)) {
    const rest = type === 'prefix' ? '.*' : type === 'segments' ? '(/.*)?' : '';
    return { path: { type: 'RegularExpression', value: `(?i)${quoted(value)}${rest}` } };
  }
  if (type === 'exact') return { path: { type: 'Exact', value } };
  if (type === 'segments' || value === '/' || value === '') {
    return { path: { type: 'PathPrefix', value: value === '/' ? '' : value } };
  }
  const trimmed = value.replace(/\/+$/, '');
  const differs =
    trimmed === value
      ? `the prefix "${value}" is compared by what stands between slashes now, so that "${value}-more" is no longer taken; write a RegularExpression "${quoted(value)}.*" if it must be`
      : `the prefix "${value}" takes "${trimmed}" now, too`;
  return { path: { type: 'PathPrefix', value: trimmed }, differs };
};

export const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'] as const;
export type Method = (typeof methods)[number];

/** The methods that a condition takes, of those that have a name in the Gateway API. */
export const methodsOf = (match: TextMatch): readonly Method[] => {
  const accepts = loadText(match);
  return methods.filter((method) => accepts(method));
};

/** `90s`, `1500ms`: whole milliseconds as Go writes durations. */
export const durationText = (ms: number): string => (ms % 1000 === 0 ? `${ms / 1000}s` : `${Math.round(ms)}ms`);

/** Literal text as the table's language of values has it, without its doubled percent signs; undefined where it has operators. */
export const literalOf = (value: string): string | undefined => {
  const literal = value.replaceAll('%%', '\0');
  return literal.includes('%') ? undefined : literal.replaceAll('\0', '%');
};
