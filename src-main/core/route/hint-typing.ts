import { type FindNear, withPath } from './hint-near.ts';
import { meantName } from './nearest-names.ts';

/** A letter or two that are wrong. */
export const nearTyping: FindNear<'path'> = ({ match }, subject) => {
  const { type, value } = match;
  if (type === 'regex' || value.length < 4) return undefined;
  const { path } = subject;
  const asked = type === 'exact' ? path : beginningLike(path, value);
  if (asked.length < 3 || meantName(asked, [value]) === undefined) return undefined;
  // Numbers that differ are two things, not one mistyped.
  if (asked.replace(/\d+/g, '') === value.replace(/\d+/g, '')) return undefined;
  const meant = value + path.slice(asked.length);
  return {
    kind: 'typing',
    words: `path "${path}" is spelt nearly like "${value}"`,
    ask: `did you mean "${meant}"?`,
    distance: 2.5,
    request: { target: withPath(subject, meant) },
  };
};

/** As many segments of the path as the prefix has. */
const beginningLike = (path: string, prefix: string): string => {
  const count = prefix.replace(/\/$/, '').split('/').length;
  const segments = path.split('/').slice(0, count).join('/');
  return prefix.endsWith('/') && path.length > segments.length ? `${segments}/` : segments;
};
