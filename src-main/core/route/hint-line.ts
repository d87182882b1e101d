import { portStart } from '../match/port-start.ts';
import { queryValue } from '../match/query.ts';
import { sayExpected } from './explain-condition.ts';
import { caseOnly } from './hint-case.ts';
import type { FindNear } from './hint-near.ts';

export const nearMethod: FindNear<'method'> = ({ match }, subject) => {
  const folded = caseOnly(match, subject.method);
  const certain = match.type === 'exact' ? { request: { method: match.value } } : {};
  if (folded) {
    return {
      kind: 'case',
      words: `method "${subject.method}" differs from "${match.value}" only in case, and methods are in capitals`,
      ...(match.type === 'exact' ? { ask: `send it with "${match.value}"` } : { remedy: 'use another method' }),
      distance: 1,
      ...certain,
    };
  }
  return {
    kind: 'method',
    words: `the method is "${subject.method}", and the rule is for requests whose method ${sayMatch(match)}`,
    ...(match.type === 'exact' ? { ask: `send it with ${match.value}` } : { remedy: 'use another method' }),
    distance: 2,
    ...certain,
  };
};

/** `:8080` behind the name counts where the authority is compared. */
export const nearAuthority: FindNear<'authority'> = ({ match }, { authority }) => {
  if (match.type === 'regex') return undefined;
  const bare = withoutPort(authority);
  const wanted = withoutPort(match.value);
  const holds = (text: string, value: string) => (match.type === 'exact' ? text === value : text.startsWith(value));
  const meant = match.type === 'exact' ? authority : wanted;
  if (holds(bare, wanted) && (bare !== authority || wanted !== match.value)) {
    return {
      kind: 'port-in-host',
      words: `the host is "${authority}", and the rule compares it with "${match.value}": a port counts there`,
      distance: 1,
      ...(bare !== authority && { ask: 'ask without the port', request: { headers: [{ name: 'Host', value: bare }] } }),
      write: `write "${meant}" in the rule`,
      match: { type: match.type, value: meant },
    };
  }
  const folded = caseOnly(match, authority);
  if (!folded) return undefined;
  return {
    kind: 'case',
    words: `the host "${authority}" differs from "${match.value}" only in case, and the rule compares it as it is sent`,
    distance: 1,
    ...(folded.corrected !== undefined && {
      ask: `ask for "${folded.corrected}"`,
      request: { headers: [{ name: 'Host', value: folded.corrected }] },
    }),
  };
};

export const nearScheme: FindNear<'scheme'> = ({ match }, { scheme }) => ({
  kind: 'scheme',
  words: `the request comes by ${scheme}, and the rule is for requests whose scheme ${sayMatch(match)}`,
  remedy: `use ${scheme === 'http' ? 'https' : 'http'}`,
  distance: 2,
});

export const nearQuery: FindNear<'query'> = (condition, subject) => {
  const { name, match } = condition;
  const value = queryValue(subject.query, name);
  const asked = sayExpected(condition);
  const good = match.type === 'present' ? '1' : match.type === 'regex' ? undefined : match.value;
  const change =
    good !== undefined && /^[!-"$%'-~]*$/.test(good) && /^[\w.~[\]-]+$/.test(name)
      ? {
          ask: `send "${name}=${good}"`,
          request: { target: withParameter(subject.path, subject.query, name, good) },
        }
      : { remedy: 'send one that does' };
  if (value === undefined) {
    const words = `query parameter "${name}" is missing, and the rule wants that it ${asked}`;
    return { kind: 'query', words, distance: 2, ...change };
  }
  if (match.type !== 'present') {
    const plain = decodeText(value);
    if (plain !== value && (match.type === 'exact' ? plain === match.value : plain.startsWith(match.value))) {
      return {
        kind: 'encoded',
        words: `query parameter ${name}="${value}" means "${match.value}", but parameters are compared as they are sent`,
        write: `write "${value}" in the rule`,
        distance: 1,
        match: { type: 'exact', value },
      };
    }
    if (match.type === 'exact' && decodeText(match.value) === value && value !== match.value) {
      return {
        kind: 'encoded',
        words: `the rule asks for "${match.value}" written encoded, and the request has "${value}"`,
        write: `write "${value}" in the rule`,
        distance: 1,
        match: { type: 'exact', value },
      };
    }
    if (caseOnly(match, value)) {
      const words = `query parameter ${name}="${value}" differs from "${match.value}" only in case, and case counts`;
      return { kind: 'case', words, distance: 1, ...change };
    }
  }
  const words = `query parameter ${name}="${value}" is not what the rule asks for: it ${asked}`;
  return { kind: 'query', words, distance: 2, ...change };
};

const withParameter = (path: string, query: string, name: string, value: string): string => {
  const others = query.split('&').filter((part) => part !== '' && part !== name && !part.startsWith(`${name}=`));
  return `${path}?${[...others, `${name}=${value}`].join('&')}`;
};

const decodeText = (text: string): string =>
  text
    .replaceAll('+', ' ')
    .replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

const withoutPort = (authority: string): string => {
  const at = portStart(authority);
  return at === -1 ? authority : authority.slice(0, at);
};

const sayMatch = ({ type, value }: { readonly type: string; readonly value: string }): string =>
  type === 'exact' ? `is "${value}"` : type === 'prefix' ? `starts with "${value}"` : `matches "${value}"`;
