import type { HeaderLines } from '#core/route/facts.ts';

/** One line of a `calls` fence: what is asked, and what is expected of the answer. The grammar stands in `test/cases/README.md`. */
export type Call = { readonly request: CallRequest; readonly expected: Expected; readonly written: string };

export type CallRequest = {
  /** `TCP` for a connection on which a word is said that is no HTTP. */
  readonly method: string;
  readonly scheme: 'http' | 'https' | 'tcp' | 'tls';
  /** The declared port to dial. */
  readonly port: number;
  /** The server that a client names over TLS; absent: none. */
  readonly sni?: string;
  /** The Host header as sent; absent: none is sent. */
  readonly host?: string;
  /** The request target as sent: nothing is normalised. */
  readonly target: string;
  readonly headers: HeaderLines;
  readonly version: '1.0' | '1.1';
  /** Sent by a client of the mesh, to its sidecar; absent: to the gateway. */
  readonly from?: 'mesh';
  /** The request part of the line, for messages and for rewriting. */
  readonly written: string;
};

export type Expected = {
  readonly answer: Answer;
  readonly columns: readonly Column[];
  /** `VirtualService default/shop http[0]`. */
  readonly route?: string;
};

export type Answer =
  | { readonly is: 'destination'; readonly shares: readonly Share[]; readonly status?: number }
  | { readonly is: 'status'; readonly status: number; readonly reason?: string }
  /** Nothing listens on the port. */
  | { readonly is: 'refused' };

/** `percent` is 100 where one destination gets everything. */
export type Share = { readonly destination: string; readonly percent: number };

export type Column = ValueColumn | HeaderColumn;

export type ValueColumn = {
  readonly on:
    | 'path'
    | 'host'
    | 'location'
    | 'body'
    | 'timeout'
    | 'route-name'
    | 'flags'
    | 'attempts'
    | 'copies'
    | 'endpoint'
    | 'tls';
  readonly value: string;
};

/** `value` absent: the header is there, whatever it says. `present: false`: it must not be there. */
export type HeaderColumn = {
  readonly on: 'request-header' | 'response-header';
  readonly name: string;
  readonly present: boolean;
  readonly value?: string;
};

export const isHeaderColumn = (column: Column): column is HeaderColumn =>
  column.on === 'request-header' || column.on === 'response-header';

/** A line of a `calls` fence. `undefined` for blank lines and comments (`# …`); throws with the reason where it cannot be read. */
export function parseCall(line: string): Call | undefined {
  if (line.trim() === '' || line.startsWith('#')) return undefined;
  const arrow = line.indexOf(' -> ');
  if (arrow < 0) throw new Error(`no " -> " in the call "${line}"`);
  return {
    request: parseRequest(line.slice(0, arrow).trim()),
    expected: parseExpected(line.slice(arrow + 4).trim()),
    written: line,
  };
}

/** Whether the client begins with TLS. */
export const isTls = (scheme: string | undefined): boolean => scheme === 'https' || scheme === 'tls';

function parseRequest(written: string): CallRequest {
  const headers: string[] = [];
  let host: string | null | undefined;
  let from: 'mesh' | undefined;
  let sni: string | null | undefined;
  const bare = written.replace(/ \[([^\]]*)\]/g, (_, inside: string) => {
    const colon = inside.indexOf(':');
    if (inside === 'no Host') host = null;
    else if (inside === 'no SNI') sni = null;
    else if (inside.startsWith('SNI: ')) sni = inside.slice(5);
    else if (inside === 'from mesh') from = 'mesh';
    else if (colon < 1)
      throw new Error(`"[${inside}]" is no header; write "[name: value]", "[no Host]" or "[from mesh]"`);
    else {
      const name = inside.slice(0, colon);
      const value = inside.slice(colon + 1).trim();
      if (name.toLowerCase() === 'host') host = value;
      else headers.push(name, value);
    }
    return '';
  });
  const [method = '', url = '', ...rest] = bare.split(/ +/);
  const parts = /^(https?|tcp|tls):\/\/([^/?#*]+)(.*)$/.exec(url);
  if (!/^[A-Za-z]+$/.test(method) || !parts)
    throw new Error(`"${written}" does not begin with "METHOD http://host/path" or "TCP tcp://host:port"`);
  if ((method === 'TCP') !== /^t/.test(parts[1] ?? ''))
    throw new Error(`"${written}" has the method of one protocol and the URL of another`);
  const [, scheme, authority = '', tail = ''] = parts;
  const version = rest.at(-1) === 'HTTP/1.0' ? '1.0' : '1.1';
  const target = (version === '1.0' ? rest.slice(0, -1) : rest)[0] ?? (tail === '' ? '/' : tail);
  const port = Number(/:(\d+)$/.exec(authority)?.[1] ?? (isTls(scheme) ? 443 : 80));
  const sent = host === undefined ? authority : host;
  const named = sni === undefined ? authority.replace(/:\d+$/, '') : sni;
  return {
    method,
    scheme: scheme as CallRequest['scheme'],
    port,
    ...(isTls(scheme) && named !== null ? { sni: named } : {}),
    ...(sent === null ? {} : { host: sent }),
    target,
    headers,
    version,
    ...(from === undefined ? {} : { from }),
    written,
  };
}

function parseExpected(text: string): Expected {
  const { tokens, route } = split(text);
  const rest = [...tokens];
  const take = (pattern: RegExp) => (rest[0] !== undefined && pattern.test(rest[0]) ? rest.shift() : undefined);
  const answer = parseAnswer(take, text);
  return { answer, columns: rest.map(parseColumn), ...(route === undefined ? {} : { route }) };
}

function parseAnswer(take: (pattern: RegExp) => string | undefined, text: string): Answer {
  if (take(/^refused$/)) return { is: 'refused' };
  if (take(/^closed$/)) return { is: 'status', status: 0, reason: 'closed' };
  const status = take(/^\d{3}$/);
  if (status) {
    const reason = take(/^[A-Za-z][\w,-]*$/);
    return { is: 'status', status: Number(status), ...(reason === undefined ? {} : { reason }) };
  }
  const shares: Share[] = [];
  for (let percent = take(/^\d+(\.\d+)?%$/); percent; percent = take(/^\d+(\.\d+)?%$/))
    shares.push({ percent: Number(percent.slice(0, -1)), destination: take(destination) ?? '' });
  if (shares.length === 0) shares.push({ percent: 100, destination: take(destination) ?? '' });
  if (shares.some((s) => s.destination === '')) throw new Error(`"${text}" names no destination and no status`);
  const own = take(/^\d{3}$/);
  return { is: 'destination', shares, ...(own === undefined ? {} : { status: Number(own) }) };
}

const destination = /^(?:\*\.)?[a-z0-9][\w.:/-]*$/i;
const routePart = / ([A-Z]\w+ [a-z0-9.-]+\/[\w.-]+ \S+)$/;

/** Tokens are separated by blanks; a value that holds blanks is written as a JSON string. */
function split(text: string): { readonly tokens: readonly string[]; readonly route?: string } {
  const route = routePart.exec(` ${text}`)?.[1];
  const body = route === undefined ? text : text.slice(0, -route.length);
  const tokens = body.match(/(?:[^\s"]|"(?:[^"\\]|\\.)*")+/g) ?? [];
  return { tokens, ...(route === undefined ? {} : { route }) };
}

function parseColumn(token: string): Column {
  const header = /^(resp)?([+-])([A-Za-z][\w-]*)(?:=(.*))?$/.exec(token);
  if (header) {
    const [, side, sign, name = '', value] = header;
    return {
      on: side ? 'response-header' : 'request-header',
      name: name.toLowerCase(),
      present: sign === '+',
      ...(value === undefined ? {} : { value: unquote(value) }),
    };
  }
  const pair = /^(path|host|location|body|timeout|route-name|flags|attempts|copies|endpoint|tls)=(.*)$/s.exec(token);
  if (!pair) throw new Error(`"${token}" is no column; see test/cases/README.md`);
  return { on: pair[1] as 'path', value: unquote(pair[2] ?? '') };
}

const unquote = (value: string): string => (value.startsWith('"') ? String(JSON.parse(value)) : value);
const quote = (value: string): string => (/^[^\s"]+$/.test(value) ? value : JSON.stringify(value));

export function printExpected({ answer, columns, route }: Expected): string {
  return [printAnswer(answer), ...columns.map(printColumn), ...(route === undefined ? [] : [route])].join(' ');
}

function printAnswer(answer: Answer): string {
  if (answer.is === 'refused') return 'refused';
  if (answer.is === 'status' && answer.status === 0) return 'closed';
  if (answer.is === 'status') return `${answer.status}${answer.reason === undefined ? '' : ` ${answer.reason}`}`;
  const [only] = answer.shares;
  const shares =
    answer.shares.length === 1 && only?.percent === 100
      ? only.destination
      : answer.shares.map((s) => `${s.percent}% ${s.destination}`).join(' ');
  return answer.status === undefined ? shares : `${shares} ${answer.status}`;
}

function printColumn(column: Column): string {
  if (!isHeaderColumn(column)) return `${column.on}=${quote(column.value)}`;
  const side = column.on === 'response-header' ? 'resp' : '';
  const value = column.value === undefined ? '' : `=${quote(column.value)}`;
  return `${side}${column.present ? '+' : '-'}${column.name}${value}`;
}
