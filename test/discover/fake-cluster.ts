import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { selfSigned } from './self-signed.ts';

/** An API server with Services and pods, whose port-forwards end at ports of this machine (`v4.channel.k8s.io`). */
export type FakeCluster = {
  readonly kubeconfig: string;
  /** What was asked, as `GET /api/v1/namespaces`. */
  readonly asked: readonly string[];
  /** Pods of Service "orders", with the port of this machine that each stands for; a port of 0 refuses. */
  readonly setPods: (pods: Readonly<Record<string, number>>) => void;
  /** Listing everything is for administrators alone. */
  readonly forbidLists: () => void;
  /** How many port-forwards are open. */
  readonly lines: () => number;
  /** Ends them, as a node does whose pod dies. */
  readonly dropLines: () => void;
};

export const startCluster = async (): Promise<FakeCluster> => {
  let pods: Readonly<Record<string, number>> = {};
  let forbidden = false;
  const asked: string[] = [];
  const answer = (request: IncomingMessage): readonly [number, unknown] => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://cluster');
    asked.push(`${request.method} ${pathname}`);
    if (request.headers.authorization !== 'Bearer secret')
      return [401, { kind: 'Status', message: 'Unauthorized', code: 401 }];
    const isAll = pathname === '/api/v1/namespaces' || pathname === '/api/v1/services';
    if (forbidden && isAll)
      return [403, { kind: 'Status', message: 'forbidden: cannot list at the cluster scope', code: 403 }];
    if (pathname === '/api/v1/namespaces') return [200, list('Namespace', [{ metadata: { name: 'shop' } }])];
    if (pathname === '/api/v1/services' || pathname === '/api/v1/namespaces/shop/services')
      return [200, list('Service', [orders, external, dns])];
    if (pathname === '/api/v1/namespaces/shop/services/orders') return [200, orders];
    if (pathname === '/api/v1/namespaces/shop/pods' && searchParams.get('labelSelector') === 'app=orders')
      return [200, list('Pod', Object.keys(pods).map(podOf))];
    return [404, { kind: 'Status', message: `${pathname} not found`, code: 404 }];
  };
  const { cert, key, authority } = await selfSigned();
  const server = createServer({ cert, key }, (request, response) => {
    const [status, body] = answer(request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'v4.channel.k8s.io' });
  server.on('upgrade', (request, socket, head) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://cluster');
    asked.push(`UPGRADE ${pathname}?${searchParams}`);
    const pod = /\/namespaces\/shop\/pods\/([^/]+)\/portforward$/.exec(pathname)?.[1] ?? '';
    const port = pods[pod];
    if (port === undefined)
      return void socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
    sockets.handleUpgrade(request, socket, head, (line) => carry(line, Number(searchParams.get('ports')), port));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    for (const line of sockets.clients) line.terminate();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    kubeconfig: kubeconfig(port, authority),
    asked,
    setPods: (next) => {
      pods = next;
    },
    lines: () => sockets.clients.size,
    dropLines: () => {
      for (const line of sockets.clients) line.terminate();
    },
    forbidLists: () => {
      forbidden = true;
    },
  };
};

/** Each stream begins with the port in two bytes, little-endian; 0 carries bytes, 1 what went wrong. */
const carry = (line: WebSocket, wanted: number, port: number): void => {
  const number = Buffer.from([wanted & 0xff, wanted >> 8]);
  for (const stream of [0, 1]) line.send(Buffer.concat([Buffer.from([stream]), number]));
  if (port === 0) return line.send(Buffer.concat([Buffer.from([1]), Buffer.from('connection refused in the pod')]));
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => line.close());
  socket.on('data', (chunk) => {
    // A kubelet reads no more than it can pass on.
    socket.pause();
    line.send(Buffer.concat([Buffer.from([0]), chunk]), () => socket.resume());
  });
  socket.on('close', () => line.close());
  line.on('message', (message: Buffer) => message[0] === 0 && socket.write(message.subarray(1)));
  line.on('close', () => socket.destroy());
};

const list = (kind: string, items: readonly unknown[]) => ({
  kind: `${kind}List`,
  apiVersion: 'v1',
  metadata: {},
  items,
});
const service = (name: string, spec: object) => ({ metadata: { name, namespace: 'shop' }, spec });
const orders = service('orders', {
  selector: { app: 'orders' },
  ports: [{ port: 80, name: 'http', targetPort: 'web' }],
});
const external = service('payments', { type: 'ExternalName', externalName: 'pay.test', ports: [{ port: 443 }] });
const dns = service('dns', { selector: { app: 'dns' }, ports: [{ port: 53, protocol: 'UDP' }] });
const podOf = (name: string) => ({
  metadata: { name, namespace: 'shop' },
  spec: { containers: [{ name: 'orders', ports: [{ name: 'web', containerPort: 8080 }] }] },
  status: { conditions: [{ type: 'Ready', status: name.startsWith('sick') ? 'False' : 'True' }] },
});

const kubeconfig = (port: number, authority: string): string => `apiVersion: v1
kind: Config
current-context: dev
clusters:
- name: here
  cluster:
    server: https://127.0.0.1:${port}
    certificate-authority-data: ${Buffer.from(authority).toString('base64')}
users: [{ name: me, user: { token: secret } }]
contexts:
- { name: dev, context: { cluster: here, user: me, namespace: shop } }
- { name: prod, context: { cluster: here, user: me } }
`;
