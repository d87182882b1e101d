import type { Session } from 'electron';
import { plainUserAgent } from './tab-address.ts';
import { judgeCertificate, type TabTrust } from './tab-certificate.ts';

/** The session of tabs grants nothing: no permission, no device, no screen, no file on the disk. `denied` hears of downloads. */
export const lockTabSession = (session: Session, appName: string, denied: (url: string) => void): void => {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  session.on('will-download', (event, item) => {
    event.preventDefault();
    denied(item.getURL());
  });
  session.setSpellCheckerEnabled(false);
  session.setUserAgent(plainUserAgent(session.getUserAgent(), appName));
};

/** Everything goes through the mapping proxy, names of this machine included: it knows which of them lead to the gateway. */
export const tabProxy = (proxy: { readonly address: string; readonly port: number }) =>
  ({
    mode: 'fixed_servers',
    proxyRules: `http://${proxy.address.includes(':') ? `[${proxy.address}]` : proxy.address}:${proxy.port}`,
    proxyBypassRules: '<-loopback>',
  }) as const;

/** Leads the session through the proxy, and has it trust the local authority for names that lead to the gateway, and for nothing else. */
export const leadTabSession = async (
  session: Session,
  proxy: { readonly address: string; readonly port: number },
  trust: TabTrust,
): Promise<void> => {
  session.setCertificateVerifyProc((request, answer) => {
    judgeCertificate(request, trust).then(answer, () => answer(-3));
  });
  await session.setProxy(tabProxy(proxy));
  // Connections that were opened before know the proxy that there was then.
  await session.closeAllConnections();
};

/** Nothing of a page stays when the last tab has closed: cookies, storage, caches, passwords. */
export const emptyTabSession = async (session: Session): Promise<void> => {
  await session.closeAllConnections();
  await Promise.all([
    session.clearStorageData(),
    session.clearCache(),
    session.clearAuthCache(),
    session.clearHostResolverCache(),
  ]);
};
