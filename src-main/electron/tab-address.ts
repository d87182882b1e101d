/** What may be opened, as `URL` writes it, or why it is not. */
export type TabAddress = { readonly ok: true; readonly url: string } | { readonly ok: false; readonly reason: string };

/** Longer ones nobody types; browsers stop near here as well. */
const longest = 32_768;

/** `given` comes from the window's page and may be anything. */
export const readTabAddress = (given: unknown): TabAddress => {
  const no = (reason: string): TabAddress => ({ ok: false, reason });
  if (typeof given !== 'string' || given.length > longest || !URL.canParse(given))
    return no('this is no address that a tab can open; write it whole, as "https://shop.test/"');
  const url = new URL(given);
  if (!isWeb(url)) return no(`a tab opens "http:" and "https:" alone, and not "${url.protocol.slice(0, 40)}"`);
  if (url.username !== '' || url.password !== '')
    return no('a tab opens no address with a password in it; leave it out, and type it when the page asks');
  return { ok: true, url: url.href };
};

/** Whether a page in a tab may go there: anywhere on the web at the top, and within a frame to what pages make themselves. */
export const mayTabGo = (address: string, isTop: boolean): boolean => {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (isWeb(url) || url.href === 'about:blank') return true;
  return !isTop && (url.href === 'about:srcdoc' || ['blob:', 'data:'].includes(url.protocol));
};

/** The title of a tab's window. The address comes first, and a page's own words behind it cannot look like another one. */
export const tabTitle = (address: string, pageTitle: string): string => {
  const said = pageTitle.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  const where = address === '' || address === 'about:blank' ? 'about:blank' : originAndPath(address);
  return said === '' || said === address ? where : `${where}  —  ${said.slice(0, 120)}`;
};

const originAndPath = (address: string): string => {
  if (!URL.canParse(address)) return address.slice(0, 200);
  const { origin, pathname } = new URL(address);
  const path = pathname.length > 80 ? `${pathname.slice(0, 79)}…` : pathname;
  return `${origin === 'null' ? '' : origin}${path}`;
};

/** A browser's name without ours, because a page that looks for Chrome is to answer as it would there. */
export const plainUserAgent = (userAgent: string, appName: string): string => {
  const ours = ['Electron', appName].map((name) => name.replace(/[^\w.-]/g, '').toLowerCase());
  return userAgent
    .split(' ')
    .filter((part) => !ours.includes(part.split('/')[0]?.toLowerCase() ?? ''))
    .join(' ');
};

const isWeb = (url: URL): boolean => (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '';
