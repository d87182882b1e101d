import * as grpc from '@grpc/grpc-js';
import { expect, onTestFinished, test } from 'vitest';
import { startRig, startService } from './rig.ts';
import { at, cluster, forward, listener, prefix, route, table } from './tables.ts';

/** A real gRPC server behind a GRPC-WEB server, asked as a browser would ask it. */

const method = (name: string, responseStream: boolean) => ({
  path: `/shop.Orders/${name}`,
  requestStream: false,
  responseStream,
  requestSerialize: (text: string) => Buffer.from(text),
  requestDeserialize: (bytes: Buffer) => bytes.toString(),
  responseSerialize: (text: string) => Buffer.from(text),
  responseDeserialize: (bytes: Buffer) => bytes.toString(),
});

async function startOrders(): Promise<number> {
  const server = new grpc.Server();
  const get: grpc.handleUnaryCall<string, string> = (call, done) => {
    const behind = new grpc.Metadata();
    behind.set('x-behind', 'yes');
    if (call.request === 'bad') return done({ code: grpc.status.NOT_FOUND, details: 'no “bad” here' });
    done(null, `got ${call.request}`, behind);
  };
  const list: grpc.handleServerStreamingCall<string, string> = (call) => {
    // Lengths that fill no group of three, so that the ends of messages are seen.
    for (const text of ['a', 'bb', 'ccc', 'dddd']) call.write(text);
    call.end();
  };
  server.addService({ get: method('Get', false), list: method('List', true) } as never, { get, list } as never);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  onTestFinished(() => server.forceShutdown());
  return port;
}

const webTable = (port: number, protocol: 'http1' | 'http2' = 'http2') => {
  const one = cluster([at(port)], { protocol });
  return table({ clusters: { [one.name]: one }, listeners: [listener(80, 'GRPC-WEB')] });
};

const framed = (text: string): Buffer => {
  const bytes = Buffer.from(text);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
};

/** The messages and the trailers of a body, as a gRPC-Web client reads them. */
function parts(body: Buffer): { readonly messages: readonly string[]; readonly trailers: Record<string, string> } {
  const messages: string[] = [];
  const trailers: Record<string, string> = {};
  for (let i = 0; i < body.length; ) {
    const length = body.readUInt32BE(i + 1);
    const bytes = body.subarray(i + 5, i + 5 + length);
    if (body[i] === 0x80) {
      for (const line of bytes.toString('latin1').split('\r\n').filter(Boolean)) {
        const colon = line.indexOf(':');
        trailers[line.slice(0, colon)] = line.slice(colon + 1);
      }
    } else messages.push(bytes.toString());
    i += 5 + length;
  }
  return { messages, trailers };
}

const base64Parts = (text: string): Buffer =>
  Buffer.concat((text.match(/[^=]+=*/g) ?? []).map((run) => Buffer.from(run, 'base64')));

const ask = (port: number, path: string, body: string | Buffer, headers: Record<string, string>) =>
  fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body: new Uint8Array(Buffer.from(body)), headers });

const binary = { 'content-type': 'application/grpc-web+proto', 'x-grpc-web': '1' };
const text = { 'content-type': 'application/grpc-web-text', accept: 'application/grpc-web-text' };

test('a binary call: message, then the trailers as the last frame', async () => {
  const rig = await startRig(webTable(await startOrders()));
  const answer = await ask(rig.port, '/shop.Orders/Get', framed('bread'), binary);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/grpc-web+proto');
  const { messages, trailers } = parts(Buffer.from(await answer.arrayBuffer()));
  expect(messages).toEqual(['got bread']);
  expect(trailers).toMatchObject({ 'grpc-status': '0', 'x-behind': 'yes' });
  expect(await rig.nextExchange()).toMatchObject({ protocol: 'HTTP/1.1', status: 200, flags: '-' });
});

test('an error of the service is trailers in the head', async () => {
  const rig = await startRig(webTable(await startOrders()));
  const answer = await ask(rig.port, '/shop.Orders/Get', framed('bad'), binary);
  const { trailers } = parts(Buffer.from(await answer.arrayBuffer()));
  const status = answer.headers.get('grpc-status') ?? trailers['grpc-status'];
  expect(status).toBe(String(grpc.status.NOT_FOUND));
  const message = answer.headers.get('grpc-message') ?? trailers['grpc-message'] ?? '';
  expect(decodeURIComponent(message)).toBe('no “bad” here');
});

test('text: both bodies are base64, each message padded for itself', async () => {
  const rig = await startRig(webTable(await startOrders()));
  const request = framed('bread').toString('base64');
  const answer = await ask(rig.port, '/shop.Orders/Get', request, text);
  expect(answer.headers.get('content-type')).toBe('application/grpc-web-text+proto');
  expect(parts(base64Parts(await answer.text()))).toMatchObject({
    messages: ['got bread'],
    trailers: { 'grpc-status': '0' },
  });
  const listed = await ask(rig.port, '/shop.Orders/List', request, text);
  expect(parts(base64Parts(await listed.text())).messages).toEqual(['a', 'bb', 'ccc', 'dddd']);
});

test.each([
  ['no base64', 'not*base64!!'],
  ['a group that is cut off', 'AAAAA'],
])('a text request with %s is refused in the words of gRPC', async (_, body) => {
  const rig = await startRig(webTable(await startOrders()));
  const answer = await ask(rig.port, '/shop.Orders/Get', body, text);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('grpc-status')).toBe(String(grpc.status.INTERNAL));
  expect((await rig.nextExchange()).details).toMatch(/^grpc_base_64_decode_failed/);
});

test('a service that speaks no gRPC is told as status and message', async () => {
  const service = await startService((request, response) => {
    request.resume();
    response.writeHead(503, { 'content-type': 'text/html' }).end('<p>closed</p>');
  });
  const rig = await startRig(webTable(service, 'http1'));
  const answer = await ask(rig.port, '/shop.Orders/Get', framed('bread'), binary);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/grpc-web+proto');
  expect(answer.headers.get('grpc-status')).toBe('14');
  expect(answer.headers.get('grpc-message')).toBe('<p>closed</p>');
});

test('nobody there: the gateway says so in the words of gRPC-Web', async () => {
  const one = cluster([], { protocol: 'http2' });
  const rig = await startRig(table({ clusters: { [one.name]: one }, listeners: [listener(80, 'GRPC-WEB')] }));
  const answer = await ask(rig.port, '/shop.Orders/Get', framed('bread'), binary);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/grpc-web+proto');
  expect(answer.headers.get('grpc-status')).toBe('14');
  expect(answer.headers.get('grpc-message')).toBe('no healthy upstream');
});

test('other servers and other content types are left alone', async () => {
  const types: string[] = [];
  const service = await startService((request, response) => {
    types.push(`${request.url} ${request.headers['content-type']}`);
    request.resume();
    response.end('ok');
  });
  const plain = await startRig(table({ endpoints: [at(service)], routes: [route(forward(), [prefix('/')])] }));
  expect(await (await ask(plain.port, '/one', framed('x'), binary)).text()).toBe('ok');
  const web = await startRig(webTable(service, 'http1'));
  expect(await (await ask(web.port, '/two', '{}', { 'content-type': 'application/json' })).text()).toBe('ok');
  expect(types).toEqual(['/one application/grpc-web+proto', '/two application/json']);
});
