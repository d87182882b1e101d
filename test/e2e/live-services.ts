import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import * as grpc from '@grpc/grpc-js';
import { WebSocket, WebSocketServer } from 'ws';
import type { RunningSlipway } from './run-slipway.ts';

/** Programs on this machine that speak in messages, behind live.example.com of a slipway. */
export type LiveServices = {
  /** Opens a WebSocket through the gateway; `said` resolves when so many answers have come. */
  readonly talk: () => Promise<{ readonly say: (text: string) => Promise<void>; readonly close: () => void }>;
  /** One unary call through the gateway; gives back what the service answered. */
  readonly call: (message: string) => Promise<string>;
  readonly stop: () => void;
};

const pass = (bytes: Buffer): Buffer => bytes;
const method = { path: '/shop.Cart/Add', requestStream: false, responseStream: false } as const;
const coded = { requestSerialize: pass, requestDeserialize: pass, responseSerialize: pass, responseDeserialize: pass };

/** Starts the programs, and writes the files that lead to them into the workspace. */
export const startLiveServices = async (slipway: RunningSlipway): Promise<LiveServices> => {
  const http = createServer();
  const sockets = new WebSocketServer({ server: http });
  sockets.on('connection', (socket) => socket.on('message', (data) => socket.send(`{"echo":${String(data)}}`)));
  const server = new grpc.Server();
  server.addService({ add: { ...method, ...coded } }, {
    add: (asked: { readonly request: Buffer }, answer: (error: null, bytes: Buffer) => void) =>
      answer(null, Buffer.concat([Buffer.from('got '), asked.request])),
  } as grpc.UntypedServiceImplementation);
  const [web, rpc] = await Promise.all([
    listen(http),
    new Promise<number>((done, fail) =>
      server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) =>
        error ? fail(error) : done(port),
      ),
    ),
  ]);
  writeFileSync(join(slipway.folder, 'live.yaml'), filesFor(web, rpc));
  const { host } = new URL(slipway.ingress);
  const headers = { host: 'live.example.com' };
  return {
    talk: async () => {
      const socket = new WebSocket(`ws://${host}/ws`, { headers });
      await new Promise((done, fail) => socket.once('open', done).once('error', fail));
      const say = (text: string) =>
        new Promise<void>((done) => {
          socket.once('message', () => done());
          socket.send(text);
        });
      return { say, close: () => socket.close() };
    },
    call: async (message) => {
      const client = new grpc.Client(host, grpc.credentials.createInsecure(), {
        'grpc.default_authority': 'live.example.com',
      });
      try {
        return await new Promise<string>((done, fail) =>
          client.makeUnaryRequest(method.path, pass, pass, Buffer.from(message), (error, answer) =>
            error ? fail(error) : done(String(answer)),
          ),
        );
      } finally {
        client.close();
      }
    },
    stop: () => {
      for (const socket of sockets.clients) socket.terminate();
      http.close();
      server.forceShutdown();
    },
  };
};

const listen = (server: Server): Promise<number> =>
  new Promise((done) => server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port)));

const filesFor = (web: number, rpc: number): string => `apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: live
spec:
  selector:
    istio: ingressgateway
  servers:
  - port:
      number: 80
      name: http
      protocol: HTTP
    hosts:
    - live.example.com
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: live
spec:
  hosts:
  - live.example.com
  gateways:
  - live
  http:
  - name: sockets
    match:
    - uri:
        prefix: /ws
    headers:
      request:
        add:
          x-from: slipway
    route:
    - destination:
        host: live-web
  - name: calls
    route:
    - destination:
        host: live-rpc
---
apiVersion: slipway.dev/v1
kind: LocalService
metadata:
  name: live-web
spec:
  address: ${web}
  ports:
  - port: 80
    name: http
---
apiVersion: slipway.dev/v1
kind: LocalService
metadata:
  name: live-rpc
spec:
  address: ${rpc}
  ports:
  - port: 80
    name: grpc
`;
