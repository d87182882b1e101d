import { readFile, realpath } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { Settings } from '#contract/settings.ts';

/** One file of the built window, ready to be sent. */
export type Asset = { readonly body: Uint8Array | string; readonly type: string; readonly cache: string };

/**
 * The file behind a URL path, or undefined. `/` is the page; nothing outside `folder` is ever read, links included.
 * `nonce` takes the place of `__CSP_NONCE__` in the page, which has the colours of `theme` before any of its programs run: nobody who works
 * in the dark is shown a white page first.
 */
export const findAsset = async (
  folder: string,
  urlPath: string,
  nonce: string,
  theme: Settings['theme'] = 'system',
): Promise<Asset | undefined> => {
  const name = assetName(urlPath);
  if (name === undefined) return undefined;
  try {
    const root = await realpath(folder);
    const path = await realpath(join(root, name));
    const way = relative(root, path);
    if (way.startsWith('..') || way.split(sep).some((part) => part.startsWith('.'))) return undefined;
    const bytes = await readFile(path);
    const type = types[extname(path).toLowerCase()] ?? 'application/octet-stream';
    if (!type.startsWith('text/html'))
      return { body: bytes, type, cache: isHashed(name) ? 'public, max-age=31536000, immutable' : 'no-cache' };
    const page = bytes.toString('utf8').replaceAll('__CSP_NONCE__', nonce);
    return { body: theme === 'system' ? page : inTheme(page, theme), type, cache: 'no-store' };
  } catch {
    return undefined; // not there, or a folder: either way there is nothing to send
  }
};

const inTheme = (page: string, theme: 'light' | 'dark'): string =>
  page
    .replace('<html ', `<html data-theme="${theme}" `)
    .replace('name="color-scheme" content="light dark"', `name="color-scheme" content="${theme}"`);

const assetName = (urlPath: string): string | undefined => {
  let path: string;
  try {
    path = decodeURIComponent(urlPath);
  } catch {
    return undefined; // a broken escape names no file
  }
  if (path === '/') return 'index.html';
  // One level of decoding, then only plain names: no way up, no hidden files, no drive letters or streams.
  const parts = path.slice(1).split('/');
  return parts.every((part) => /^[\w@~-][\w@~.-]*$/.test(part)) ? parts.join('/') : undefined;
};

/** Vite writes `assets/<name>-<hash>.<ext>`: such a name never gets other contents. */
const isHashed = (name: string): boolean => /^assets\/.+-[\w-]{8,}\.\w+$/.test(name);

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};
