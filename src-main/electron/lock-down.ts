import type { App, Session, WebContents } from 'electron';
import { origin } from './protocol.ts';

/** Whether a frame may speak to main: the window's own page at the top, and nothing else. */
export const isTrustedFrame = (
  frame: { readonly url: string; readonly parent: unknown } | null | undefined,
): boolean => {
  if (frame === null || frame === undefined || frame.parent !== null || !URL.canParse(frame.url)) return false;
  const url = new URL(frame.url);
  // Node and Chromium differ in what `origin` is for a scheme of one's own, so both parts are compared.
  return `${url.protocol}//${url.host}` === origin;
};

/**
 * Addresses a click may open in the person's own browser: documentation over HTTPS, and pages of the local gateway. `leadsHere`: names that
 * are in the hosts file, by which that browser gets to the gateway too.
 */
export const mayOpenOutside = (address: string, leadsHere: (host: string) => boolean = () => false): boolean => {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return false;
  const isOurs = isThisMachine(url.hostname) || leadsHere(url.hostname);
  if (url.protocol === 'http:') return isOurs;
  return url.protocol === 'https:' && (isOurs || documentation.has(url.hostname));
};

const documentation: ReadonlySet<string> = new Set([
  'istio.io',
  'preliminary.istio.io',
  'gateway-api.sigs.k8s.io',
  'kubernetes.io',
  'www.envoyproxy.io',
]);

/** Names below `localhost` are this machine for every browser (RFC 6761, section 6.3). */
const isThisMachine = (host: string): boolean =>
  host === '127.0.0.1' || host === '[::1]' || host === 'localhost' || host.endsWith('.localhost');

/** A page of ours never goes elsewhere: no navigation, no second window, no embedded browser; allowed links open outside. */
export const lockContents = (
  contents: WebContents,
  openOutside: (address: string) => void,
  leadsHere?: (host: string) => boolean,
): void => {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (mayOpenOutside(url, leadsHere)) openOutside(url);
    return { action: 'deny' };
  });
};

/** Our page may put text on the clipboard; camera, location, devices, notifications and the rest are refused. */
export const lockSession = (session: Session): void => {
  const allowed = (permission: string): boolean => permission === 'clipboard-sanitized-write';
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(allowed(permission)));
  session.setPermissionCheckHandler((_contents, permission) => allowed(permission));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  session.on('will-download', (event) => event.preventDefault());
};

/**
 * For whatever contents there will ever be, ours or not: no embedded browser, and no certificate of the person for a server that asks for one,
 * of which Electron would take the first.
 */
export const lockForeignContents = (app: Pick<App, 'on'>): void => {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
  app.on('select-client-certificate', (event, _contents, _url, _list, answer) => {
    event.preventDefault();
    answer();
  });
};
