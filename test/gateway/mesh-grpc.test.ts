import * as grpc from '@grpc/grpc-js';
import { expect, onTestFinished, test } from 'vitest';
import { build } from '#core/build.ts';
import { startRig } from './rig.ts';

/** A real gRPC client that knows of the mesh by nothing but its environment, and a real server in a ServiceEntry. */

const write = (text: string): Buffer => Buffer.from(text);
const read = (bytes: Buffer): string => bytes.toString();
const count = {
  path: '/shop.Orders/Count',
  requestStream: true,
  responseStream: true,
  requestSerialize: write,
  requestDeserialize: read,
  responseSerialize: write,
  responseDeserialize: read,
};

async function startOrders(): Promise<number> {
  const server = new grpc.Server();
  const handler = (call: grpc.ServerDuplexStream<string, string>) => {
    call.on('data', (text: string) => call.write(`${text}!`));
    call.on('end', () => call.end());
  };
  server.addService({ count }, { count: handler });
  onTestFinished(() => server.forceShutdown());
  return new Promise((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    ),
  );
}

test('gRPC of a workload streams both ways through the mesh, by the routes of its VirtualService', async () => {
  const text = `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: orders }
spec:
  hosts: [orders.example]
  ports: [{ number: 9000, name: grpc, protocol: GRPC }]
  resolution: STATIC
  endpoints: [{ address: 127.0.0.1, ports: { grpc: ${await startOrders()} } }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: orders }
spec:
  hosts: [orders.example]
  http:
  - match: [{ uri: { prefix: /shop.Orders/ } }]
    name: calls
    route: [{ destination: { host: orders.example, port: { number: 9000 } } }]
`;
  const { gateway, nextExchange } = await startRig(build([{ file: 'orders.yaml', text }]).table);
  const before = process.env.grpc_proxy;
  process.env.grpc_proxy = `http://127.0.0.1:${gateway.state().mesh?.bound}`;
  onTestFinished(() => {
    if (before === undefined) delete process.env.grpc_proxy;
    else process.env.grpc_proxy = before;
  });
  const Orders = grpc.makeGenericClientConstructor({ count }, 'Orders');
  const client = new Orders('orders.example:9000', grpc.credentials.createInsecure());
  onTestFinished(() => client.close());
  const call = client.makeBidiStreamRequest(count.path, write, read);
  const heard: string[] = [];
  const status = new Promise<grpc.StatusObject>((resolve) => call.on('status', resolve));
  call.on('error', () => {});
  call.on('data', (answer: string) => {
    heard.push(answer);
    if (heard.length < 3) call.write(`${heard.length + 1}`);
    else call.end();
  });
  call.write('1');
  expect((await status).code).toBe(grpc.status.OK);
  expect(heard).toEqual(['1!', '2!', '3!']);
  expect(await nextExchange()).toMatchObject({
    proxy: 'mesh',
    protocol: 'HTTP/2',
    authority: 'orders.example:9000',
    route: { name: 'calls' },
    upstream: { cluster: 'outbound|9000||orders.example' },
  });
});
