import { createSocket } from 'node:dgram';
import { createServer as createHttp, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  createServer as createHttp2,
  createSecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import { type AddressInfo, createServer as createTcp, type Server as NetServer, type Socket } from 'node:net';
import { createServer as createTls, type TLSSocket } from 'node:tls';
import { WebSocketServer } from 'ws';
import { startGrpcEcho } from './pod-grpc.ts';

export type PodSettings = {
  readonly name: string;
  readonly namespace: string;
  readonly speaks: 'http' | 'grpc' | 'tcp' | 'udp' | 'dns';
  /** PEM; absent: no TLS. */
  readonly certificate?: string;
  readonly key?: string;
  /** PEM: who has to have signed the certificates of clients. */
  readonly clientAuthority?: string;
};

/** What an echo service says of a request, under the names that the suite's own image uses. */
export type Echoed = {
  readonly pod: string;
  readonly namespace: string;
  readonly method?: string;
  readonly path?: string;
  readonly host?: string;
  /** By names in lower case, in the order of the wire. */
  readonly headers?: Readonly<Record<string, readonly string[]>>;
  readonly proto?: string;
  readonly tls?: { readonly serverName: string; readonly peerCertificates: readonly string[] };
};

export type Pod = PodSettings & {
  /** Where the ports of the container are on this machine. */
  readonly ports: Readonly<Record<number, number>>;
  /** Everything that came, oldest first; `forget` empties it. */
  readonly received: readonly { readonly method: string; readonly path: string }[];
  readonly forget: () => void;
  readonly close: () => Promise<void>;
};

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

/** An echo service on ports that the system chooses, speaking what its settings say. */
export async function startPod(settings: PodSettings): Promise<Pod> {
  const { name: pod, namespace, speaks, certificate: cert, key, clientAuthority } = settings;
  const received: { method: string; path: string }[] = [];
  const closing: (() => void)[] = [];
  const ports: Record<number, number> = {};
  const sockets = new Set<Socket>();
  const listen = async (containerPort: number, server: NetServer | Server): Promise<void> => {
    server.on('connection', (socket: Socket) => {
      sockets.add(socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ports[containerPort] = (server.address() as AddressInfo).port;
    closing.push(() => server.close());
  };
  const secured = cert && key ? { cert, key } : undefined;
  const asksClients = clientAuthority ? { ca: clientAuthority, requestCert: true, rejectUnauthorized: true } : {};

  if (speaks === 'http') {
    const failures = new Map<string, number>();
    const answer = (request: Request, response: Response) => {
      received.push({ method: request.method ?? '', path: request.url ?? '' });
      request.resume();
      answerHttp({ pod, namespace, failures }, request, response);
    };
    const plain = createHttp(answer);
    const webSockets = new WebSocketServer({ noServer: true });
    webSockets.on('headers', (lines) => lines.push(`x-echo-pod: ${pod}`, `x-echo-namespace: ${namespace}`));
    plain.on('upgrade', (request, socket, head) => {
      received.push({ method: 'GET', path: request.url ?? '' });
      webSockets.handleUpgrade(request, socket, head, (client) => {
        client.on('message', (data, binary) => client.send(data, { binary }));
      });
    });
    await listen(3000, plain);
    await listen(3001, createHttp2(answer) as unknown as Server);
    if (secured) {
      const server = createSecureServer({ ...secured, ...asksClients, allowHTTP1: true }, answer);
      await listen(8443, server as unknown as Server);
    }
  } else if (speaks === 'tcp') {
    const speak = (socket: Socket | TLSSocket) => {
      socket.on('error', () => socket.destroy());
      const tls = tlsOf(socket);
      socket.on('data', () => socket.write(`${JSON.stringify({ pod, namespace, ...tls })}\n`));
    };
    await listen(3000, createTcp(speak));
    if (secured) await listen(8443, createTls({ ...secured, ...asksClients }, speak));
  } else if (speaks === 'grpc') {
    for (const [port, tls] of [
      [3000, undefined],
      [8443, secured],
    ] as const) {
      if (port === 8443 && tls === undefined) continue;
      const server = await startGrpcEcho({ pod, namespace }, tls);
      ports[port] = server.port;
      closing.push(server.close);
    }
  } else {
    const socket = createSocket('udp4');
    socket.on('message', (message, from) => {
      const echoed = Buffer.from(JSON.stringify({ pod, namespace }));
      socket.send(speaks === 'dns' ? dnsAnswer(message) : echoed, from.port, from.address);
    });
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    ports[speaks === 'dns' ? 53 : 8080] = socket.address().port;
    closing.push(() => socket.close());
  }
  return {
    ...settings,
    ports,
    received,
    forget: () => received.splice(0),
    close: async () => {
      for (const close of closing) close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

type Who = { readonly pod: string; readonly namespace: string; readonly failures: Map<string, number> };

/** Query parameters tell it to wait, or to fail a number of times for each `uuid`; without a status it then hangs up. */
function answerHttp({ pod, namespace, failures }: Who, request: Request, response: Response): void {
  const query = new URL(request.url ?? '/', 'http://echo').searchParams;
  const uuid = query.get('uuid') ?? '';
  const failed = failures.get(uuid) ?? 0;
  if (query.has('succeedAfter') && failed < Number(query.get('succeedAfter'))) {
    failures.set(uuid, failed + 1);
    const status = query.get('responseCode');
    return after(query.get('delayRetry'), () => {
      if (status === null) return void request.socket.destroy();
      (response as ServerResponse).writeHead(Number(status)).end();
    });
  }
  const echoed: Echoed = {
    pod,
    namespace,
    method: request.method ?? '',
    path: request.url ?? '',
    host:
      'authority' in request ? request.authority || String(request.headers.host ?? '') : (request.headers.host ?? ''),
    headers: linesOf(request.rawHeaders),
    proto: `HTTP/${request.httpVersion}`,
    ...tlsOf(request.socket as Socket),
  };
  const wanted = String(request.headers['x-echo-set-header'] ?? '');
  after(query.get('delay'), () => {
    for (const pair of wanted.split(',').filter((one) => one.includes(':'))) {
      const colon = pair.indexOf(':');
      response.setHeader(pair.slice(0, colon).trim(), pair.slice(colon + 1).trim());
    }
    response.setHeader('content-type', 'application/json');
    (response as ServerResponse).end(JSON.stringify(echoed));
  });
}

/** `300ms`, `1s`. */
function after(written: string | null, act: () => void): void {
  const [, amount, unit] = /^([\d.]+)(ms|s)$/.exec(written ?? '') ?? [];
  if (amount === undefined) return act();
  setTimeout(act, Number(amount) * (unit === 's' ? 1000 : 1)).unref();
}

function linesOf(raw: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const lines: Record<string, string[]> = {};
  for (let at = 0; at < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase();
    lines[name] = [...(lines[name] ?? []), raw[at + 1] ?? ''];
  }
  return lines;
}

function tlsOf(socket: Socket | TLSSocket): Pick<Echoed, 'tls'> {
  if ((socket as Partial<TLSSocket>).encrypted !== true) return {};
  const servername = (socket as TLSSocket & { readonly servername?: string | false }).servername;
  const peer = (socket as TLSSocket).getPeerX509Certificate();
  return { tls: { serverName: servername || '', peerCertificates: peer ? [peer.fingerprint256] : [] } };
}

/** The question with the bit of an answer set (RFC 1035 section 4.1.1). */
function dnsAnswer(question: Buffer): Buffer {
  const answer = Buffer.from(question);
  if (answer.length > 2) answer.writeUInt8((answer[2] ?? 0) | 0x80, 2);
  return answer;
}
