import { isAbsolute, normalize } from 'node:path';

/** The scheme by which other programs ask to have something opened. */
export const linkScheme = 'slipway';

/** What a link asks for, or why it is not followed. */
export type DeepLink =
  | { readonly ok: true; readonly paths: readonly string[] }
  | { readonly ok: false; readonly reason: string };

/** Longer ones are nobody's path. */
const longest = 4_096;

/**
 * Reads `slipway://open?path=/home/me/shop`, `path` as often as there are paths, percent-encoded.
 * Whole paths of this machine only: a network path would make Windows sign in at the server that the link names.
 * Nothing is looked at on disk here, and the person is always asked before something is opened.
 */
export const readDeepLink = (link: string, windows = process.platform === 'win32'): DeepLink => {
  const no = (reason: string): DeepLink => ({ ok: false, reason });
  if (link.length > longest) return no('the link is too long');
  if (!URL.canParse(link)) return no('the link cannot be read');
  const url = new URL(link);
  if (url.protocol !== `${linkScheme}:`) return no('the link is not one of Slipway’s');
  if (
    url.host.toLowerCase() !== 'open' ||
    !['', '/'].includes(url.pathname) ||
    url.username !== '' ||
    url.password !== ''
  )
    return no('the link asks for something that Slipway does not know; "slipway://open?path=…" opens a folder');
  const names = [...url.searchParams.keys()];
  const odd = names.find((name) => name !== 'path');
  if (odd !== undefined) return no(`the link has a part "${odd}" that Slipway does not know`);
  const paths = url.searchParams.getAll('path');
  if (paths.length === 0 || paths.includes('')) return no('the link names no path');
  if (paths.length > 20) return no('the link names too many paths');
  const wrong = paths.find((path) => !isLocalPath(path, windows));
  if (wrong !== undefined) return no(`"${printable(wrong)}" is no whole path of this machine`);
  return { ok: true, paths: [...new Set(paths.map((path) => normalize(path)))] };
};

/** The links among a program's arguments: on Windows and Linux a link comes as one. */
export const deepLinksIn = (argv: readonly string[]): readonly string[] =>
  argv.filter((word) => word.toLowerCase().startsWith(`${linkScheme}:`));

const isLocalPath = (path: string, windows: boolean): boolean => {
  // Also what hides the rest of a path in a dialog: line breaks, and marks that turn the direction of writing.
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(path)) return false;
  if (windows) return /^[a-z]:[\\/]/i.test(path);
  return isAbsolute(path) && !path.startsWith('//');
};

const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '�').slice(0, 200);
