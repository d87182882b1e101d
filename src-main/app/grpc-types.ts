import type { Method, Root } from 'protobufjs';
import type { Exchange } from '#core/traffic/exchange.ts';
import type { CapturedMessage } from '#core/traffic/exchange-details.ts';
import { findDescriptorFiles } from './traffic/descriptor-files.ts';
import type { DecodeMessage } from './traffic/details.ts';
import { rawJson } from './traffic/raw-fields.ts';
import { reflect } from './traffic/reflect.ts';
import type { Stored } from './traffic/stored.ts';
import type { WayToService } from './traffic/way-to-service.ts';

/** Finds the types of gRPC messages for whoever looks at them. */
export type GrpcTypes = {
  /** By the method that the exchange called; without types, by the numbers of the fields. Never rejects. */
  readonly decoderFor: (stored: Stored) => Promise<DecodeMessage>;
};

/** A service that could not say what it speaks is asked again after so long. */
const againMs = 30_000;
const cacheLimit = 100;

/** Said in place of a type where none is known. */
export const unknownType = 'unknown type, by field number';

/**
 * Types come from files of the workspace (FileDescriptorSets, and `.proto` texts), then from the service itself by reflection, which is
 * asked once for each of its gRPC services. Nothing is read or asked before the first look at a message. `wayTo` says how a service can be
 * spoken with, undefined where it cannot; without it, in plaintext.
 */
export const createGrpcTypes = (
  paths: readonly string[],
  clock: () => number,
  wayTo: (upstream: NonNullable<Exchange['upstream']>) => WayToService | undefined = () => ({ by: 'plaintext' }),
): GrpcTypes => {
  let known: { readonly stamp: string; readonly root: Root | undefined } | undefined;
  const told = new Map<string, { readonly at: number; readonly root: Promise<Root | undefined> }>();

  const ofFiles = async (): Promise<Root | undefined> => {
    const { stamp, read } = await findDescriptorFiles(paths);
    if (known?.stamp !== stamp) known = { stamp, root: stamp === '' ? undefined : await rootOfFiles(await read()) };
    return known.root;
  };
  const ofService = async (address: string, service: string, way: WayToService): Promise<Root | undefined> => {
    const key = `${way.by} ${address} ${service}`;
    const before = told.get(key);
    if (before !== undefined && ((await before.root) !== undefined || clock() - before.at < againMs))
      return before.root;
    const root = reflect(address, service, way)
      .then((files) => files && rootOfDescriptors(setOf(files)))
      .catch(() => undefined);
    if (told.size >= cacheLimit) told.clear();
    told.set(key, { at: clock(), root });
    return root;
  };

  return {
    decoderFor: async ({ exchange }) => {
      const [, service = '', name = ''] =
        /^\/([\w.]+)\/(\w+)(?:\?|$)/.exec(exchange.upstream?.path ?? exchange.path) ?? [];
      const { upstream } = exchange;
      const host = upstream?.host;
      if (service === '') return untyped;
      const written = methodIn(await ofFiles().catch(() => undefined), service, name);
      const way = upstream && wayTo(upstream);
      const ask = written === undefined && host !== undefined && way !== undefined;
      const method = ask ? methodIn(await ofService(host, service, way), service, name) : written;
      return method === undefined ? untyped : (from, bytes) => typed(method, from, bytes) ?? untyped(from, bytes);
    },
  };
};

const untyped: DecodeMessage = (_, bytes) => {
  const json = rawJson(bytes);
  return json === undefined ? undefined : { type: unknownType, json };
};

const typed = (method: Method, from: CapturedMessage['from'], bytes: Uint8Array): CapturedMessage['decoded'] => {
  const type = from === 'client' ? method.resolvedRequestType : method.resolvedResponseType;
  if (!type) return undefined;
  try {
    const value = type.toObject(type.decode(bytes), { longs: String, enums: String, bytes: String, json: true });
    return { type: type.fullName.replace(/^\./, ''), json: JSON.stringify(value, undefined, 2) };
  } catch {
    // The description is not that of these bytes.
    return undefined;
  }
};

const methodIn = (root: Root | undefined, service: string, name: string): Method | undefined => {
  try {
    return root?.lookupService(service).methods[name]?.resolve() as Method | undefined;
  } catch {
    // Nobody described it, or not all that it needs.
    return undefined;
  }
};

/** A FileDescriptorSet of these files: each is field 1. */
const setOf = (files: readonly Uint8Array[]): Uint8Array =>
  Buffer.concat(
    files.flatMap((file) => {
      const length: number[] = [];
      for (let left = file.length; ; left >>>= 7) {
        length.push(left > 0x7f ? (left & 0x7f) | 0x80 : left);
        if (left <= 0x7f) break;
      }
      return [Buffer.from([0x0a, ...length]), file];
    }),
  );

const rootOfDescriptors = async (set: Uint8Array): Promise<Root> => {
  const [{ default: protobuf }] = await Promise.all([import('protobufjs'), import('protobufjs/ext/descriptor.js')]);
  return protobuf.Root.fromDescriptor(set, { keepCase: true });
};

/** All that can be read of these files; a damaged one leaves the others. */
const rootOfFiles = async (
  files: readonly { readonly is: 'set' | 'proto'; readonly bytes: Buffer }[],
): Promise<Root | undefined> => {
  const { default: protobuf } = await import('protobufjs');
  const root = new protobuf.Root();
  for (const { is, bytes } of files) {
    try {
      if (is === 'set') {
        const set = await rootOfDescriptors(bytes);
        root.addJSON(set.toJSON().nested ?? {});
        continue;
      }
      const { imports = [], weakImports = [] } = protobuf.parse(bytes.toString(), root, { keepCase: true });
      for (const one of [...imports, ...weakImports]) {
        const common = protobuf.common.get(one);
        if (common?.nested) root.addJSON(common.nested);
      }
    } catch {
      // What it declares stays unknown, and messages of its types are shown by their fields.
    }
  }
  return root;
};
