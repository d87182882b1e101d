import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw, zstdDecompress } from 'node:zlib';
import { headerValue } from '#core/match/header-value.ts';
import type { HeaderLines } from '#core/route/facts.ts';
import type { CapturedBody } from '#core/traffic/exchange-details.ts';
import type { StoredBody } from './stored.ts';

/** A body that grows beyond this stays as it is: nobody reads more, and a few bytes can become terabytes. */
const decodedLimit = 16 * 1024 * 1024;
const options = { maxOutputLength: decodedLimit };
const [unzip, unflate, unflateRaw, unbrotli, unzstd] = [
  promisify(gunzip),
  promisify(inflate),
  promisify(inflateRaw),
  promisify(brotliDecompress),
  promisify(zstdDecompress),
] as const;

type Decode = (bytes: Uint8Array) => Promise<Uint8Array>;
/** RFC 9110 section 8.4.1, RFC 7932, RFC 8878. What is called deflate comes without its wrapping, too. */
const codings: Readonly<Record<string, Decode>> = {
  gzip: (bytes) => unzip(bytes, options),
  'x-gzip': (bytes) => unzip(bytes, options),
  deflate: (bytes) => unflate(bytes, options).catch(() => unflateRaw(bytes, options)),
  br: (bytes) => unbrotli(bytes, options),
  zstd: (bytes) => unzstd(bytes, options),
};

/** A kept body as it leaves main; `lines` are the headers it came with. Never fails: what cannot be decoded stays as it is. */
export const capturedBody = async ({ bytes, size }: StoredBody, lines: HeaderLines): Promise<CapturedBody> => {
  const type = headerValue(lines, 'content-type');
  const name = headerValue(lines, 'content-encoding')?.trim().toLowerCase();
  const truncated = bytes.length < size;
  const coded = name !== undefined && name !== '' && name !== 'identity';
  const plain = coded && !truncated ? await decoded(bytes, name) : undefined;
  return {
    content: base64(plain ?? bytes),
    size,
    truncated,
    ...(type !== undefined && { contentType: type }),
    ...(coded && { encoding: { name, decoded: plain !== undefined } }),
  };
};

/** Without its codings, the last one first; undefined where one is unknown, damaged, or too large without. */
export const decoded = async (bytes: Uint8Array, names: string): Promise<Uint8Array | undefined> => {
  const list = names
    .split(',')
    .map((one) => one.trim().toLowerCase())
    .filter((one) => one !== 'identity' && one !== '')
    .reverse();
  // Nobody has a reason for more.
  if (list.length > 3) return undefined;
  let result = bytes;
  for (const name of list) {
    const decode = Object.hasOwn(codings, name) ? codings[name] : undefined;
    if (decode === undefined) return undefined;
    try {
      result = await decode(result);
    } catch {
      return undefined;
    }
  }
  return result;
};

export const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
