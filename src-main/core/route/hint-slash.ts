import { type FindNear, withPath } from './hint-near.ts';

/** `/status` and `/status/` are two paths. */
export const nearSlash: FindNear<'path'> = ({ match }, subject) => {
  const { path } = subject;
  const { type, value } = match;
  if (type === 'regex') return undefined;
  if (type === 'exact' && path === `${value}/` && value !== '') {
    return {
      kind: 'trailing-slash',
      words: `path "${path}" ends with a slash, and exactly "${value}" is asked for`,
      ask: `ask for "${value}"`,
      write: `write "${path}", or use a prefix`,
      distance: 1,
      request: { target: withPath(subject, value) },
      match: { type: 'exact', value: path },
    };
  }
  if ((type === 'exact' || type === 'prefix') && value === `${path}/`) {
    return {
      kind: 'trailing-slash',
      words:
        type === 'exact'
          ? `path "${path}" has no slash at its end, and exactly "${value}" is asked for`
          : `the prefix "${value}" ends with a slash, so that it does not take "${path}" itself`,
      ask: `ask for "${value}"`,
      write: `write "${path}"`,
      distance: 1,
      request: { target: withPath(subject, value) },
      match: { type, value: path },
    };
  }
  const merged = path.replace(/\/{2,}/g, '/');
  const fits = type === 'exact' ? merged === value : merged.startsWith(value);
  if (merged !== path && fits) {
    return {
      kind: 'trailing-slash',
      words: `path "${path}" has two slashes in a row, which are not made one`,
      ask: `ask for "${merged}"`,
      remedy: 'set pathNormalization to MERGE_SLASHES',
      distance: 1,
      request: { target: withPath(subject, merged) },
    };
  }
  return undefined;
};

/** The Gateway API's prefix ends at a slash; Istio's is any text. */
export const nearSegments: FindNear<'path'> = ({ match }, { path }) =>
  match.type === 'segments' && match.value !== '' && path.startsWith(match.value)
    ? {
        kind: 'segments',
        words: `path "${path}" begins with "${match.value}", but a path prefix of this API takes whole segments`,
        remedy: `ask for something below "${match.value}/", or add a rule for this path`,
        distance: 1.2,
      }
    : undefined;

/** The query is compared by itself, never with the path. */
export const nearQueryInPath: FindNear<'path'> = ({ match }, subject) => {
  const { value, type } = match;
  const mark = type === 'regex' ? value.indexOf('\\?') : value.indexOf('?');
  if (mark <= 0 || subject.query === '') return undefined;
  const before = value.slice(0, mark);
  if (type === 'regex' ? !subject.path.startsWith(before) : subject.path !== before) return undefined;
  return {
    kind: 'query-in-path',
    words: `the path that is asked for holds a query ("${value}"), and a query is no part of the path`,
    distance: 1,
    ...(type === 'regex' || type === 'segments'
      ? { remedy: `ask for path "${before}" and put the rest into query parameters of the match` }
      : {
          write: `write "${before}" and put the rest into query parameters of the match`,
          match: { type: 'exact', value: before } as const,
        }),
  };
};
