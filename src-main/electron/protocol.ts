import type { CustomScheme } from 'electron';
import type { Settings } from '#contract/settings.ts';
import { findAsset } from '../loopback/assets.ts';
import { securityHeaders } from '../loopback/headers.ts';

/** The window's own address: no web page can have it, and files of the disk are not under it. */
export const scheme = 'app';
export const origin = `${scheme}://slipway`;
export const startPage = `${origin}/`;

/** To be registered before the app is ready. `standard` gives the address an origin, `secure` lets workers run. */
export const schemePrivileges: CustomScheme = {
  scheme,
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
};

/**
 * The answer to a request for one of our own addresses: a file of the built window, with the same headers as over loopback.
 * Anything but GET for a plain path below `slipway` is refused; `folder` is never left.
 */
export const answerOwnScheme = async (
  request: { readonly method: string; readonly url: string },
  folder: string,
  nonce: string,
  theme: Settings['theme'] = 'system',
): Promise<Response> => {
  const path = pathOf(request.url);
  if (path === undefined) return text(404, 'there is nothing at this address', nonce);
  if (request.method !== 'GET' && request.method !== 'HEAD') return text(405, 'use GET', nonce);
  const asset = await findAsset(folder, path, nonce, theme);
  if (asset === undefined) return text(404, 'there is nothing at this address', nonce);
  return new Response(typeof asset.body === 'string' ? asset.body : new Uint8Array(asset.body), {
    headers: { ...headersWith(nonce), 'content-type': asset.type, 'cache-control': 'no-cache' },
  });
};

/** The path of an address of ours; undefined for every other host, for credentials and for ports. */
const pathOf = (address: string): string | undefined => {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const ours = url.protocol === `${scheme}:` && url.host === 'slipway' && url.username === '' && url.password === '';
  return ours ? url.pathname : undefined;
};

const text = (status: number, words: string, nonce: string): Response =>
  new Response(words, { status, headers: { ...headersWith(nonce), 'content-type': 'text/plain; charset=utf-8' } });

const headersWith = (nonce: string): Record<string, string> =>
  Object.fromEntries(Object.entries(securityHeaders(nonce)).map(([name, value]) => [name, String(value)]));
