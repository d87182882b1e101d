import { type ClientHttp2Session, connect } from 'node:http2';
import { type RawField, rawFields } from './raw-fields.ts';
import type { WayToService } from './way-to-service.ts';

const versions = ['v1', 'v1alpha'] as const;
const timeoutMs = 2_000;
const filesLimit = 200;
const bytesLimit = 4 * 1024 * 1024;

/**
 * The files that describe a symbol and all that they import, each a serialised FileDescriptorProto, asked of the service itself (gRPC
 * Server Reflection, v1 and then v1alpha), by HTTP/2. Undefined where it does not answer within two seconds, or knows nothing.
 */
export const reflect = async (
  address: string,
  symbol: string,
  way: WayToService = { by: 'plaintext' },
): Promise<readonly Uint8Array[] | undefined> => {
  for (const version of versions) {
    const files = await ask(() => openSession(address, way), version, symbol).catch(() => undefined);
    if (files !== undefined && files.length > 0) return files;
  }
  return undefined;
};

const openSession = (address: string, way: WayToService): ClientHttp2Session =>
  way.by === 'plaintext'
    ? connect(`http://${address}`)
    : connect(`https://${address}`, {
        ...(way.serverName !== undefined && { servername: way.serverName }),
        // Nothing secret is asked and nothing is trusted that is answered: whoever stands there names fields, and the gateway judges its
        // certificate when it speaks with it.
        rejectUnauthorized: false,
      });

const ask = (open: () => ClientHttp2Session, version: string, symbol: string): Promise<readonly Uint8Array[]> =>
  new Promise((resolve, reject) => {
    const session = open();
    const done = (act: () => void) => {
      clearTimeout(timer);
      session.destroy();
      act();
    };
    const fail = () => done(() => reject(new Error('the service describes nothing')));
    const timer = setTimeout(fail, timeoutMs);
    session.on('error', fail);
    const stream = session.request({
      ':method': 'POST',
      ':path': `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    stream.on('error', fail);
    stream.on('close', fail);
    const files = new Map<string, Uint8Array>();
    const asked = new Set<string>();
    let rest = Buffer.alloc(0);
    const missing = (): string | undefined => {
      for (const file of files.values()) {
        const name = textsOf(file, 3).find((one) => !files.has(one) && !asked.has(one));
        if (name !== undefined) return name;
      }
      return undefined;
    };
    const take = (message: Uint8Array) => {
      for (const { value } of fieldsOf(message, 4)) {
        if (typeof value === 'bigint') continue;
        for (const file of fieldsOf(value, 1)) {
          if (typeof file.value === 'bigint') continue;
          const [name] = textsOf(file.value, 1);
          if (name !== undefined) files.set(name, new Uint8Array(file.value));
        }
      }
      const next = files.size === 0 || files.size > filesLimit ? undefined : missing();
      if (next === undefined) return done(() => resolve([...files.values()]));
      asked.add(next);
      stream.write(question(3, next));
    };
    stream.on('data', (bytes: Buffer) => {
      rest = Buffer.concat([rest, bytes]);
      if (rest.length > bytesLimit) return fail();
      while (rest.length >= 5 && rest.length >= 5 + rest.readUInt32BE(1)) {
        const length = rest.readUInt32BE(1);
        take(rest.subarray(5, 5 + length));
        rest = rest.subarray(5 + length);
      }
    });
    stream.write(question(4, symbol));
  });

/** `ServerReflectionRequest`: field 3 is `file_by_filename`, field 4 `file_containing_symbol`. */
const question = (field: number, text: string): Buffer => {
  const bytes = Buffer.from(text);
  const length: number[] = [];
  for (let left = bytes.length; ; left >>>= 7) {
    length.push(left > 0x7f ? (left & 0x7f) | 0x80 : left);
    if (left <= 0x7f) break;
  }
  const message = Buffer.concat([Buffer.from([(field << 3) | 2, ...length]), bytes]);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
};

const fieldsOf = (message: Uint8Array, wanted: number): readonly RawField[] =>
  (rawFields(message) ?? []).filter(({ number }) => number === wanted);

/** Of a FileDescriptorProto, 1 is its name and 3 what it imports. */
const textsOf = (message: Uint8Array, wanted: number): readonly string[] =>
  fieldsOf(message, wanted).flatMap(({ value }) => (typeof value === 'bigint' ? [] : [Buffer.from(value).toString()]));
