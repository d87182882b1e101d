import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as grpc from '@grpc/grpc-js';
import protobuf from 'protobufjs';
import 'protobufjs/ext/descriptor.js';
import { expect, onTestFinished, test } from 'vitest';
import { createGrpcTypes, unknownType } from '../src-main/app/grpc-types.ts';
import { rawJson } from '../src-main/app/traffic/raw-fields.ts';
import type { WayToService } from '../src-main/app/traffic/way-to-service.ts';
import { exchange } from './app-world.ts';
import { selfSigned } from './discover/self-signed.ts';

const proto = `syntax = "proto3";
package shop;
import "google/protobuf/timestamp.proto";
enum Size { SMALL = 0; LARGE = 1; }
message Line { string item_name = 1; int64 count = 2; Size size = 3; }
message Order { string id = 1; repeated Line lines = 2; google.protobuf.Timestamp placed = 3; bytes seal = 4; }
message Receipt { double total = 1; }
service Orders { rpc Place(Order) returns (Receipt); }
`;

const rootOf = (): protobuf.Root => {
  const root = new protobuf.Root();
  root.addJSON(protobuf.common.get('google/protobuf/timestamp.proto')?.nested ?? {});
  protobuf.parse(proto, root, { keepCase: true });
  root.resolveAll();
  return root;
};

const order = {
  id: 'o-1',
  lines: [{ item_name: 'bread', count: '2', size: 'LARGE' }],
  placed: { seconds: '7' },
  seal: 'AQI=',
};
const orderBytes = (): Uint8Array => {
  const type = rootOf().lookupType('shop.Order');
  return type.encode(type.fromObject(order)).finish();
};
const receiptBytes = (): Uint8Array => rootOf().lookupType('shop.Receipt').encode({ total: 4.5 }).finish();

const called = (path: string, host?: string) => ({
  exchange: {
    ...exchange(1),
    path,
    ...(host !== undefined && { upstream: { cluster: 'c', host, attempts: 1, path, authority: 'a' } }),
  },
});

const folderWith = async (name: string, bytes: string | Uint8Array): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-types-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, name), bytes);
  return folder;
};

const descriptors = (): Uint8Array => {
  const set: protobuf.Message = rootOf().toDescriptor('proto3');
  return (set.$type as protobuf.Type).encode(set).finish();
};

test.each([
  ['a text beside the YAML', 'orders.proto'],
  ['a FileDescriptorSet', 'orders.binpb'],
] as const)('types come from %s', async (_, name) => {
  const folder = await folderWith(name, name.endsWith('.proto') ? proto : descriptors());
  const decode = await createGrpcTypes([folder], Date.now).decoderFor(called('/shop.Orders/Place'));
  const client = decode('client', orderBytes());
  expect(client?.type).toBe('shop.Order');
  expect(JSON.parse(client?.json ?? '')).toEqual(order);
  expect(decode('service', receiptBytes())).toEqual({ type: 'shop.Receipt', json: '{\n  "total": 4.5\n}' });
});

test('a file that changes is read anew; a damaged one takes nothing from the others', async () => {
  const folder = await folderWith('orders.proto', 'syntax = nonsense');
  const types = createGrpcTypes([folder], Date.now);
  const before = await types.decoderFor(called('/shop.Orders/Place'));
  expect(before('service', receiptBytes())?.type).toBe(unknownType);
  await writeFile(join(folder, 'more.proto'), proto);
  await utimes(join(folder, 'more.proto'), 1, 1);
  const after = await types.decoderFor(called('/shop.Orders/Place'));
  expect(after('service', receiptBytes())?.type).toBe('shop.Receipt');
});

const startReflection = async (
  version: 'v1' | 'v1alpha',
  asked: string[],
  credentials = grpc.ServerCredentials.createInsecure(),
): Promise<string> => {
  const set = (await import('protobufjs/ext/descriptor.js')) as unknown as { FileDescriptorSet: protobuf.Type };
  const { file } = set.FileDescriptorSet.decode(descriptors()) as unknown as {
    readonly file: readonly protobuf.Message[];
  };
  const files = file.map((one) => (one.$type as protobuf.Type).encode(one).finish());
  const answer = protobuf.parse(
    'syntax = "proto3"; message Files { repeated bytes file = 1; } message Answer { Files files = 4; } message Asked { string symbol = 4; }',
  ).root;
  const server = new grpc.Server();
  const method = {
    path: `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`,
    requestStream: true,
    responseStream: true,
    requestSerialize: (bytes: Buffer) => bytes,
    requestDeserialize: (bytes: Buffer) => bytes,
    responseSerialize: (bytes: Buffer) => bytes,
    responseDeserialize: (bytes: Buffer) => bytes,
  };
  const info: grpc.handleBidiStreamingCall<Buffer, Buffer> = (call) => {
    call.on('data', (bytes: Buffer) => {
      const { symbol } = answer.lookupType('Asked').decode(bytes) as unknown as { readonly symbol: string };
      asked.push(symbol);
      call.write(
        Buffer.from(
          answer
            .lookupType('Answer')
            .encode({ files: { file: files } })
            .finish(),
        ),
      );
    });
    call.on('end', () => call.end());
  };
  server.addService({ info: method } as never, { info } as never);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error ? reject(error) : resolve(bound))),
  );
  onTestFinished(() => server.forceShutdown());
  return `127.0.0.1:${port}`;
};

test.each(['v1', 'v1alpha'] as const)('a service is asked once what it speaks (%s)', async (version) => {
  const asked: string[] = [];
  const host = await startReflection(version, asked);
  const types = createGrpcTypes([], Date.now);
  for (let i = 0; i < 3; i++) {
    const decode = await types.decoderFor(called('/shop.Orders/Place', host));
    expect(JSON.parse(decode('client', orderBytes())?.json ?? '')).toEqual(order);
  }
  expect(asked).toEqual(['shop.Orders']);
});

test('a service is asked over TLS where its cluster says so, and not where only the gateway can', async () => {
  const { cert, key } = await selfSigned();
  const pair = { cert_chain: Buffer.from(cert), private_key: Buffer.from(key) };
  const host = await startReflection('v1', [], grpc.ServerCredentials.createSsl(null, [pair]));
  const decodeBy = async (way: WayToService | undefined) => {
    const decode = await createGrpcTypes([], Date.now, () => way).decoderFor(called('/shop.Orders/Place', host));
    return decode('client', orderBytes())?.type;
  };
  expect(await decodeBy({ by: 'tls', serverName: 'orders.test' })).toBe('shop.Order');
  expect(await decodeBy({ by: 'tls' })).toBe('shop.Order');
  expect(await decodeBy(undefined)).toBe(unknownType);
});

test('without types the fields are shown by their numbers, and marked as such', async () => {
  const decode = await createGrpcTypes([], Date.now).decoderFor(called('/shop.Orders/Place', '127.0.0.1:1'));
  const shown = decode('client', orderBytes());
  expect(shown?.type).toBe(unknownType);
  expect(JSON.parse(shown?.json ?? '')).toEqual({ 1: 'o-1', 2: { 1: 'bread', 2: 2, 3: 1 }, 3: { 1: 7 }, 4: 'AQI=' });
  expect(decode('client', Buffer.from([0xff, 0xff]))).toBeUndefined();
});

test('any bytes are read as fields or refused, without an error', () => {
  for (let seed = 1; seed < 2_000; seed++) {
    let state = seed;
    const bytes = Uint8Array.from({ length: seed % 40 }, () => {
      state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
      return state >> 16;
    });
    const json = rawJson(bytes);
    if (json !== undefined) expect(typeof JSON.parse(json)).toBe('object');
  }
});
