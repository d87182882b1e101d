import { createSocket } from 'node:dgram';
import { request as askHttp, type IncomingMessage } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { request as askHttps } from 'node:https';
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import WebSocket from 'ws';
import type { Pair } from '../../gateway/certificates.ts';
import { askGrpc } from './client-grpc.ts';
import type { Echoed } from './pod.ts';
import type { SuiteRequest } from './suite.ts';

/** What a client of the suite got. */
export type Answer =
  | {
      readonly is: 'response';
      readonly status: number;
      /** Name (lower case), value, name, value … */
      readonly headers: readonly string[];
      readonly body: string;
      readonly echoed?: Echoed;
      /** SHA-256 fingerprint of the certificate that the gateway showed. */
      readonly shown?: string;
    }
  | { readonly is: 'grpc'; readonly code: string; readonly details: string; readonly echoed?: Echoed }
  | { readonly is: 'echoed'; readonly echoed?: Echoed; readonly bytes: Buffer; readonly shown?: string }
  | { readonly is: 'frames'; readonly same: boolean; readonly echoed: Echoed }
  | { readonly is: 'failed'; readonly reason: string };

export type Place = { readonly address: string; readonly port: number };

/** How a request is sent: where to, with which Host where it names none, and as which client. */
export type Sending = {
  readonly at: Place;
  /** For requests without one: the Gateway's address. */
  readonly host: string;
  readonly client?: Pair;
};

const patienceMs = 10_000;

/** Sends one request of the suite on a connection of its own. Never rejects: what went wrong below HTTP is an answer too. */
export async function ask(request: SuiteRequest, how: Sending): Promise<Answer> {
  try {
    switch (request.protocol) {
      case 'HTTP':
      case 'HTTPS':
        return await askOverHttp1(request, how);
      case 'H2':
      case 'H2C_PRIOR_KNOWLEDGE':
        return await askOverHttp2(request, how);
      case 'GRPC':
        return await askGrpc(request, how);
      case 'WS':
        return await askForFrames(request, how);
      case 'TLS':
      case 'TCP':
        return await askOverTcp(request, how);
      case 'UDP':
        return await askOverUdp(request, how);
    }
  } catch (error) {
    return { is: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** The Host line: what the case says, or the address of the Gateway. */
const hostOf = ({ host }: SuiteRequest, how: Sending): string => host ?? how.host;

const headersOf = ({ headers = {}, backendSetsResponseHeaders: wanted }: SuiteRequest): Record<string, string> => ({
  ...headers,
  ...(wanted && {
    'X-Echo-Set-Header': Object.entries(wanted)
      .map(([name, value]) => `${name}:${value}`)
      .join(', '),
  }),
});

const tlsOf = ({ sni }: SuiteRequest, { client }: Sending) => ({
  servername: sni ?? '',
  rejectUnauthorized: false,
  ...(client && { cert: client.certificate, key: client.key }),
});

const shownBy = (socket: Socket): { readonly shown?: string } => {
  // Of HTTP/2 it is a stand-in, which says of every member that it has it.
  const certificate = (socket as Partial<TLSSocket>).getPeerX509Certificate?.();
  return certificate ? { shown: certificate.fingerprint256 } : {};
};

function parseEcho(body: string): { readonly echoed?: Echoed } {
  if (!body.startsWith('{')) return {};
  const parsed = JSON.parse(body) as Echoed;
  return parsed.pod === undefined ? {} : { echoed: parsed };
}

function askOverHttp1(request: SuiteRequest, how: Sending): Promise<Answer> {
  const { address: host, port } = how.at;
  const options = {
    host,
    port,
    method: request.method ?? 'GET',
    path: request.path ?? '/',
    headers: { host: hostOf(request, how), ...headersOf(request) },
    agent: false,
    timeout: patienceMs,
  } as const;
  return new Promise((resolve, reject) => {
    const read = (response: IncomingMessage) => {
      const shown = shownBy(response.socket);
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        const body = Buffer.concat(parts).toString();
        const headers = response.rawHeaders.map((one, at) => (at % 2 === 0 ? one.toLowerCase() : one));
        resolve({ is: 'response', status: response.statusCode ?? 0, headers, body, ...parseEcho(body), ...shown });
      });
    };
    const secured = { ...tlsOf(request, how), ALPNProtocols: ['http/1.1'] };
    const sent = request.protocol === 'HTTPS' ? askHttps({ ...options, ...secured }, read) : askHttp(options, read);
    sent.on('error', reject);
    sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
    sent.end(request.body);
  });
}

function askOverHttp2(request: SuiteRequest, how: Sending): Promise<Answer> {
  const { address: host, port } = how.at;
  const secure = request.protocol === 'H2';
  const session = connectHttp2(`${secure ? 'https' : 'http'}://${host}:${port}`, {
    ...(secure ? { ...tlsOf(request, how), ALPNProtocols: ['h2'] } : {}),
  });
  return new Promise<Answer>((resolve, reject) => {
    session.on('error', reject);
    const stream = session.request({
      ':method': request.method ?? 'GET',
      ':path': request.path ?? '/',
      ':authority': hostOf(request, how),
      ...headersOf(request),
    });
    stream.setTimeout(patienceMs, () => stream.destroy(new Error('no answer in time')));
    let status = 0;
    let headers: readonly string[] = [];
    let body = '';
    stream.on('response', (head) => {
      status = Number(head[':status']);
      headers = Object.entries(head).flatMap(([name, value]) => [value].flat().flatMap((one) => [name, String(one)]));
    });
    stream.on('data', (part: Buffer) => {
      body += part.toString();
    });
    stream.on('error', reject);
    const shown = () => (session.socket ? shownBy(session.socket) : {});
    stream.on('end', () => resolve({ is: 'response', status, headers, body, ...parseEcho(body), ...shown() }));
  }).finally(() => session.destroy());
}

/** Sends every frame of the case and compares what comes back. */
function askForFrames({ path = '/', frames = [], host }: SuiteRequest, how: Sending): Promise<Answer> {
  const { address, port } = how.at;
  const socket = new WebSocket(`ws://${address}:${port}${path}`, {
    headers: { host: host ?? how.host },
    handshakeTimeout: patienceMs,
  });
  const wanted = frames.map(({ text, binary }) => (text === undefined ? Buffer.from(binary ?? []) : text));
  return new Promise<Answer>((resolve, reject) => {
    const back: (string | Buffer)[] = [];
    let echoed: Echoed = { pod: '', namespace: '' };
    socket.on('upgrade', ({ headers }) => {
      echoed = { pod: String(headers['x-echo-pod']), namespace: String(headers['x-echo-namespace']) };
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the connection was closed before all frames came back')));
    socket.on('open', () => {
      for (const frame of wanted) socket.send(frame);
    });
    socket.on('message', (data, binary) => {
      back.push(binary ? (data as Buffer) : data.toString());
      if (back.length < wanted.length) return;
      const same = wanted.every((frame, at) => Buffer.from(frame).equals(Buffer.from(back[at] ?? '')));
      resolve({ is: 'frames', same, echoed });
    });
  }).finally(() => socket.terminate());
}

/** Says a word and waits for the line that the echo service answers. */
function askOverTcp(request: SuiteRequest, how: Sending): Promise<Answer> {
  const { address: host, port } = how.at;
  const secure = request.protocol === 'TLS';
  const socket = secure ? connectTls({ host, port, ...tlsOf(request, how) }) : connect({ host, port });
  return new Promise<Answer>((resolve, reject) => {
    let body = '';
    socket.setTimeout(patienceMs, () => reject(new Error('no answer in time')));
    socket.on(secure ? 'secureConnect' : 'connect', () => socket.write('hello\n'));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the connection was closed')));
    socket.on('data', (part) => {
      body += part.toString();
      if (body.endsWith('\n'))
        resolve({ is: 'echoed', bytes: Buffer.from(body), ...parseEcho(body), ...shownBy(socket) });
    });
  }).finally(() => socket.destroy());
}

/** Sends one datagram, and once more each second, because a datagram may be lost. */
function askOverUdp({ dnsQuery, payload = 'hello' }: SuiteRequest, { at }: Sending): Promise<Answer> {
  const socket = createSocket('udp4');
  const message = dnsQuery ? dnsQuestion(dnsQuery.name) : Buffer.from(payload);
  const send = () => socket.send(message, at.port, at.address);
  const again = setInterval(send, 1000);
  let timer: NodeJS.Timeout | undefined;
  return new Promise<Answer>((resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), patienceMs / 4);
    socket.on('error', reject);
    socket.on('message', (bytes) => resolve({ is: 'echoed', bytes, ...parseEcho(bytes.toString()) }));
    send();
  }).finally(() => {
    clearInterval(again);
    clearTimeout(timer);
    socket.close();
  });
}

/** A question for the address (type A, class IN) of a name that ends with a dot (RFC 1035 section 4.1). */
function dnsQuestion(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)]));
  const head = Buffer.from([0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  return Buffer.concat([head, ...labels, Buffer.from([0, 1, 0, 1])]);
}
