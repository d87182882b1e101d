import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/**
 * What a client got, byte for byte as far as HTTP/1.1 has names for it.
 * `refused`: nothing listens. `closed`: the connection ended without an answer.
 */
export type RawAnswer =
  | {
      readonly is: 'response';
      readonly status: number;
      readonly reason: string;
      /** Name, value, name, value …, names in lower case. */
      readonly headers: readonly string[];
      readonly body: string;
      readonly elapsedMs: number;
      /** Whether the gateway closed the connection by itself. */
      readonly closed: boolean;
    }
  /** What a service without HTTP sent back. */
  | { readonly is: 'echoed'; readonly body: string; readonly elapsedMs: number }
  | { readonly is: 'refused' | 'closed' | 'timeout'; readonly elapsedMs: number };

export type RawRequest = {
  readonly address: string;
  readonly port: number;
  readonly method: string;
  readonly target: string;
  /** Absent: no Host line at all. */
  readonly host?: string;
  readonly headers: readonly string[];
  readonly version?: '1.0' | '1.1';
  readonly body?: string;
  readonly timeoutMs?: number;
  /** HTTP/1.1 within TLS, whatever certificate is shown; without `sni` no server is named. */
  readonly tls?: { readonly sni?: string };
};

/**
 * Sends one request on a connection of its own and reads one answer.
 * Written on a bare socket, because no HTTP client lets a test send a request without Host, HTTP/1.0, `*` as target or 101 header lines.
 */
export function sendRaw(request: RawRequest): Promise<RawAnswer> {
  const started = performance.now();
  const elapsed = () => Math.round(performance.now() - started);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let ended = false;
    const socket = dial(request);
    const finish = (answer: RawAnswer) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => finish({ is: 'timeout', elapsedMs: elapsed() }), request.timeoutMs ?? 30_000);
    const tryToFinish = () => {
      const parsed = parseResponse(Buffer.concat(chunks), request.method, ended);
      if (parsed === 'incomplete') {
        if (ended) finish({ is: 'closed', elapsedMs: elapsed() });
        return;
      }
      // A gateway that closes does so right behind its answer; one turn of the loop is enough to see the end.
      if (ended || !asksToClose(parsed.headers))
        finish({ is: 'response', ...parsed, elapsedMs: elapsed(), closed: ended });
    };
    socket.on(request.tls ? 'secureConnect' : 'connect', () => socket.write(requestBytes(request)));
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      tryToFinish();
    });
    socket.on('end', () => {
      ended = true;
      tryToFinish();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') return finish({ is: 'refused', elapsedMs: elapsed() });
      ended = true;
      tryToFinish();
    });
  });
}

function dial({ address, port, tls }: Pick<RawRequest, 'address' | 'port' | 'tls'>): Socket {
  if (!tls) return connect({ host: address, port });
  const servername = tls.sni ?? '';
  return connectTls({ host: address, port, servername, ALPNProtocols: ['http/1.1'], rejectUnauthorized: false });
}

/** What a client without HTTP says; an echo service answers it with the same word. */
export const tcpGreeting = 'hello';

/** Opens a connection, says `hello` and waits for the same word. `closed`: the connection ended before it came back. */
export function sendTcp(to: Pick<RawRequest, 'address' | 'port' | 'tls' | 'timeoutMs'>): Promise<RawAnswer> {
  const started = performance.now();
  const elapsed = () => Math.round(performance.now() - started);
  return new Promise((resolve) => {
    const socket = dial(to);
    let body = '';
    const finish = (answer: RawAnswer) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => finish({ is: 'timeout', elapsedMs: elapsed() }), to.timeoutMs ?? 30_000);
    socket.on(to.tls ? 'secureConnect' : 'connect', () => socket.write(tcpGreeting));
    socket.on('data', (chunk) => {
      body += chunk.toString('latin1');
      if (body.length < tcpGreeting.length) return;
      finish({ is: 'echoed', body, elapsedMs: elapsed() });
    });
    socket.on('end', () => finish({ is: 'closed', elapsedMs: elapsed() }));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      finish({ is: error.code === 'ECONNREFUSED' ? 'refused' : 'closed', elapsedMs: elapsed() }),
    );
  });
}

const asksToClose = (headers: readonly string[]): boolean =>
  headerValues(headers, 'connection').some((v) => v.toLowerCase().includes('close'));

/** All values of a header, one for each line. */
export function headerValues(lines: readonly string[], name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return lines.filter((_, i) => i % 2 === 1 && lines[i - 1]?.toLowerCase() === wanted);
}

function requestBytes({ method, target, host, headers, version = '1.1', body }: RawRequest): string {
  const lines = [`${method} ${target} HTTP/${version}`];
  if (host !== undefined) lines.push(`Host: ${host}`);
  for (let i = 0; i < headers.length; i += 2) lines.push(`${headers[i]}: ${headers[i + 1]}`);
  if (body !== undefined) lines.push(`content-length: ${Buffer.byteLength(body)}`);
  return `${lines.join('\r\n')}\r\n\r\n${body ?? ''}`;
}

type Parsed = {
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly string[];
  readonly body: string;
};

function parseResponse(bytes: Buffer, method: string, ended: boolean): Parsed | 'incomplete' {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return 'incomplete';
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1] ?? 0);
  const rest = bytes.subarray(end + 4);
  if (status >= 100 && status < 200 && status !== 101) return parseResponse(rest, method, ended);
  const headers = lines.flatMap((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  const body = bodyOf(rest, headers, ended || hasNoBody(method, status));
  return body === 'incomplete' ? body : { status, reason: first.slice(13), headers, body };
}

const hasNoBody = (method: string, status: number): boolean =>
  method === 'HEAD' || status === 101 || status === 204 || status === 304;

function bodyOf(rest: Buffer, headers: readonly string[], enough: boolean): string | 'incomplete' {
  const length = headerValues(headers, 'content-length')[0];
  if (headerValues(headers, 'transfer-encoding')[0]?.toLowerCase() === 'chunked') {
    const text = unchunk(rest);
    return text ?? (enough ? '' : 'incomplete');
  }
  if (enough) return rest.toString('utf8');
  if (length === undefined || rest.length < Number(length)) return 'incomplete';
  return rest.subarray(0, Number(length)).toString('utf8');
}

function unchunk(rest: Buffer): string | undefined {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = rest.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(rest.subarray(at, lineEnd).toString('latin1'), 16);
    if (size === 0) return Buffer.concat(parts).toString('utf8');
    const start = lineEnd + 2;
    if (rest.length < start + size + 2) return undefined;
    parts.push(rest.subarray(start, start + size));
    at = start + size + 2;
  }
}
