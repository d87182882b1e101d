import { byteString } from '../../match/byte-string.ts';
import { splitUrl, type WrittenRequest } from '../request-facts.ts';
import { base64 } from './base64.ts';
import { type CurlOption, curlOptions, withoutValue } from './curl-options.ts';
import { shellVariables, shellWords } from './shell-words.ts';

/** A request that was pasted. `notes` say what of it could not be taken over, one lower-case sentence each. */
export type Pasted =
  | { readonly ok: true; readonly request: PastedRequest; readonly notes: readonly string[] }
  | { readonly ok: false; readonly reason: string };

export type PastedRequest = WrittenRequest & { readonly body?: string };

/** Whether a text is meant as a curl command: behind a prompt, variables and what runs it, or with `kubectl exec` at a workload. */
export const isCurl = (text: string): boolean => {
  const bare = text.replace(prompt, '');
  if (!isRemote.test(bare)) return direct.test(bare);
  const at = bare.search(/[\s/]curl\s/);
  return at !== -1 && /\sexec\s/.test(bare.slice(0, at + 1));
};

const prompt = /^\s*(?:[$>%#]\s+)?/;
const isRemote = /^(?:kubectl|docker|podman)\s/;
const direct = /^(?:(?:\w+=\S*|time|sudo|env|exec|command|nohup)\s+)*(?:\S*[/\\])?curl(?:\.exe)?\s/i;

/**
 * A curl command as a request, read as curl reads it (its manual page): quotes of POSIX shells and of Windows' command prompt, lines that
 * go on, short options together (`-sSX POST`). What curl sends without being asked is left out. Unknown options are told, and skipped.
 */
export const parseCurl = (text: string): Pasted => {
  const bare = text.trim().replace(prompt, '');
  const all = shellWords(bare);
  const start = all.findIndex((word) => /(?:^|[/\\])curl(?:\.exe)?$/i.test(word));
  const next = all.findIndex((word) => word === '--next' || word === '-:');
  const words = all.slice(start + 1, next === -1 ? undefined : next);
  const state: State = { urls: [], headers: [], data: [], queries: [], cookies: [], notes: [] };
  if (next !== -1) state.notes.push('of several requests only the first is taken');
  for (const name of shellVariables(bare.slice(Math.max(0, bare.search(/curl/i)))))
    state.notes.push(`"${name}" is for the shell to replace; put its value in its place`);
  // What is asked from inside goes through the client's own sidecar.
  if (bare.startsWith('kubectl ')) state.mesh = true;
  for (let i = 0; i < words.length; i++) i += readWord(state, words, i);
  return finish(state);
};

type State = {
  readonly urls: string[];
  readonly headers: (readonly [string, string])[];
  readonly data: string[];
  readonly queries: string[];
  readonly cookies: string[];
  readonly notes: string[];
  method?: string;
  type?: string;
  json?: boolean;
  head?: boolean;
  get?: boolean;
  upload?: string;
  globoff?: boolean;
  target?: string;
  /** An option is not known, so that its value may look like a URL. */
  unsure?: boolean;
  port?: number;
  mesh?: boolean;
};

/** Reads one word, and says how many more belong to it. */
const readWord = (state: State, words: readonly string[], i: number): number => {
  const word = words[i] ?? '';
  const following = words[i + 1];
  if (!word.startsWith('-') || word === '-') {
    if (word !== '') state.urls.push(word);
    return 0;
  }
  if (word.startsWith('--')) {
    const [, name = word, joined] = /^(--[\w.-]+)=(.*)$/s.exec(word.replace(/^--expand-/, '--')) ?? [];
    const meaning =
      curlOptions.get(name.replace(/^--expand-/, '--')) ?? (word.startsWith('--no-') ? 'plain' : undefined);
    if (meaning === undefined) {
      state.unsure = true;
      state.notes.push(`option "${word}" is not known here and is left out`);
      return 0;
    }
    if (withoutValue.has(meaning)) {
      apply(state, meaning, '');
      return 0;
    }
    apply(state, meaning, joined ?? following ?? '');
    return joined === undefined ? 1 : 0;
  }
  for (let at = 1; at < word.length; at++) {
    const meaning = curlOptions.get(`-${word.charAt(at)}`);
    if (meaning === undefined) state.notes.push(`option "-${word.charAt(at)}" is not known here and is left out`);
    else if (withoutValue.has(meaning)) apply(state, meaning, '');
    else {
      const rest = word.slice(at + 1);
      apply(state, meaning, rest === '' ? (following ?? '') : rest);
      return rest === '' ? 1 : 0;
    }
  }
  return 0;
};

const apply = (state: State, meaning: CurlOption, value: string): void => {
  switch (meaning) {
    case 'method':
      state.method = value;
      break;
    case 'header':
      readHeader(state, value);
      break;
    case 'data':
    case 'data-raw':
    case 'json':
      if (meaning !== 'data-raw' && value.startsWith('@'))
        state.notes.push(`the body is in the file "${value.slice(1)}" and is left out`);
      else state.data.push(value);
      state.type ??= meaning === 'json' ? 'application/json' : 'application/x-www-form-urlencoded';
      if (meaning === 'json') state.json = true;
      break;
    case 'data-urlencode':
      if (/^[^=@]*@/.test(value))
        state.notes.push(`the body is in the file "${value.replace(/^[^@]*@/, '')}" and is left out`);
      else state.data.push(urlEncoded(value));
      state.type ??= 'application/x-www-form-urlencoded';
      break;
    case 'form':
      state.type ??= 'multipart/form-data';
      if (!state.notes.some((note) => note.startsWith('the form')))
        state.notes.push('the form is not sent as a body from here');
      break;
    case 'head':
      state.head = true;
      break;
    case 'get':
      state.get = true;
      break;
    case 'upload':
      state.upload = value;
      state.notes.push(`the body is in the file "${value}" and is left out`);
      break;
    case 'agent':
      if (value !== '') state.headers.push(['User-Agent', value]);
      break;
    case 'referer':
      state.headers.push(['Referer', value.replace(/;auto$/, '')]);
      break;
    case 'cookie':
      if (value.includes('=')) state.cookies.push(value);
      else state.notes.push(`the cookies are in the file "${value}" and are left out`);
      break;
    case 'user':
      state.headers.push(['Authorization', `Basic ${base64(byteString(value.includes(':') ? value : `${value}:`))}`]);
      break;
    case 'bearer':
      state.headers.push(['Authorization', `Bearer ${value}`]);
      break;
    case 'compressed':
      state.headers.push(['Accept-Encoding', 'deflate, gzip, br, zstd']);
      break;
    case 'url':
      state.urls.push(value);
      break;
    case 'connect-to': {
      const port = Number(/:(\d+)$/.exec(value)?.[1]);
      if (port > 0) state.port = port;
      break;
    }
    case 'proxy':
      if (/^(https?:\/\/)?(127\.|localhost|\[::1\])/i.test(value)) state.mesh = true;
      else
        state.notes.push(
          `the proxy "${value}" is left out: the request is taken as if it came straight to the gateway`,
        );
      break;
    case 'globoff':
      state.globoff = true;
      break;
    case 'query':
      state.queries.push(value.startsWith('+') ? value.slice(1) : urlEncoded(value));
      break;
    case 'target':
      state.target = value;
      break;
    case 'ignored':
    case 'plain':
      break;
  }
};

/** `Name: value`; `Name;` sends it empty, `Name:` takes it away. */
const readHeader = (state: State, written: string): void => {
  const [, name, value] = /^\s*([^\s:;]+)\s*:\s*(.*?)\s*$/s.exec(written) ?? [];
  const empty = /^\s*([^\s:;]+)\s*;\s*$/.exec(written)?.[1];
  if (empty !== undefined) state.headers.push([empty, '']);
  else if (name === undefined || value === undefined)
    state.notes.push(`header "${written}" cannot be read and is left out`);
  else if (value !== '' || name.toLowerCase() === 'host') state.headers.push([name, value]);
};

const finish = (state: State): Pasted => {
  const isAbsolute = (one: string) => /^[a-z][a-z0-9+.-]*:\/\//i.test(one);
  const sure = state.unsure && state.urls.some(isAbsolute) ? state.urls.filter(isAbsolute) : state.urls;
  const [written, ...others] = sure;
  if (written === undefined) return { ok: false, reason: 'this curl command has no URL; add one' };
  if (others.length > 0) state.notes.push(`of ${sure.length} URLs only the first is taken`);
  const one = state.globoff ? written : firstOfGlob(written);
  if (one !== written) state.notes.push(`"${written}" stands for several URLs, of which only the first is taken`);
  const { url: plain, user } = withoutUser(isAbsolute(one) ? one : `http://${one}`);
  if (user !== undefined && !state.headers.some(([name]) => name.toLowerCase() === 'authorization'))
    state.headers.push(['Authorization', `Basic ${base64(byteString(user.includes(':') ? user : `${user}:`))}`]);
  if (state.cookies.length > 0) state.headers.push(['Cookie', state.cookies.join('; ')]);
  const absolute = state.upload === undefined ? plain : withFile(plain, state.upload);
  const query = [...(state.get ? state.data : []), ...state.queries].join('&');
  const asked = query === '' ? absolute : withQuery(absolute, query);
  const joined = state.target?.startsWith('/')
    ? asked.replace(/^([a-z]+:\/\/[^/?#]*).*$/is, (_, where: string) => where + state.target)
    : asked;
  const parts = splitUrl(joined);
  if ('reason' in parts) return { ok: false, reason: parts.reason };
  const has = (name: string) => state.headers.some(([one]) => one.toLowerCase() === name);
  const headers = [...state.headers];
  // Who is dialled elsewhere still asks for the host and port of the URL.
  let url = joined;
  if (state.port !== undefined && state.port !== parts.port) {
    if (!has('host')) headers.unshift(['Host', parts.authority]);
    url = `${parts.tls ? 'https' : 'http'}://${parts.host}:${state.port}${parts.target}`;
  }
  if (state.type !== undefined && !state.get && !has('content-type')) headers.push(['Content-Type', state.type]);
  if (state.json && !has('accept')) headers.push(['Accept', 'application/json']);
  const body = state.get || state.data.length === 0 ? undefined : state.data.join(state.json ? '' : '&');
  const method =
    state.method ??
    (state.head ? 'HEAD' : state.upload !== undefined ? 'PUT' : state.get || state.type === undefined ? 'GET' : 'POST');
  return {
    ok: true,
    request: {
      method,
      url,
      headers,
      ...(body !== undefined && { body }),
      ...(state.mesh && { from: 'mesh' as const }),
    },
    notes: state.notes,
  };
};

/** `{a,b}` and `[1-9]` are for curl to go through; brackets of an address are not. */
const firstOfGlob = (url: string): string => {
  const [, where = '', rest = ''] =
    /^((?:[a-z][a-z0-9+.-]*:\/\/)?(?:\[[0-9a-f:.]+\](?::\d+)?)?)(.*)$/is.exec(url) ?? [];
  return (
    where +
    rest.replace(/\{([^{},]*)(?:,[^{}]*)+\}/g, '$1').replace(/\[(\d+|[a-zA-Z])-(?:\d+|[a-zA-Z])(?::\d+)?\]/g, '$1')
  );
};

/** Who asks may stand before the host. */
const withoutUser = (url: string): { readonly url: string; readonly user?: string } => {
  const [, scheme = '', user, rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*)@(.*)$/is.exec(url) ?? [];
  if (user === undefined) return { url };
  const plain = user.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return { url: scheme + rest, user: plain };
};

/** A file that is sent to a folder gets its own name there. */
const withFile = (url: string, file: string): string => {
  const [, path = url, rest = ''] = /^([^?#]*)(.*)$/s.exec(url) ?? [];
  const name = /[^/\\]*$/.exec(file)?.[0] ?? '';
  const folder = /^[a-z]+:\/\/[^/]*$/i.test(path) ? `${path}/` : path;
  return folder.endsWith('/') && name !== '-' && name !== '.' ? folder + encode(name) + rest : url;
};

const withQuery = (url: string, query: string): string => {
  const [, before = '', fragment = ''] = /^([^#]*)(#.*)?$/s.exec(url) ?? [];
  return `${before}${before.includes('?') ? '&' : '?'}${query}${fragment}`;
};

/** `name=content` and `content`, where only the content is encoded. */
const urlEncoded = (value: string): string => {
  const equals = value.indexOf('=');
  const name = equals <= 0 ? '' : `${value.slice(0, equals)}=`;
  return name + encode(equals === -1 ? value : value.slice(equals + 1));
};

const encode = (text: string): string =>
  [...byteString(text)]
    .map((char) =>
      /[A-Za-z0-9._~-]/.test(char) ? char : `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('');
