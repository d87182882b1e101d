import type { Session, WebContents } from 'electron';
import { describe, expect, test } from 'vitest';
import { lockTab } from '../../src-main/electron/lock-tab.ts';
import { emptyTabSession, leadTabSession, lockTabSession, tabProxy } from '../../src-main/electron/tab-session.ts';
import { tabPartition, tabPreferences } from '../../src-main/electron/web-preferences.ts';

/** A session that remembers what it was told. */
const createSession = () => {
  const told: Record<string, unknown> = {};
  const order: string[] = [];
  const remember =
    (name: string) =>
    (value: unknown): Promise<void> => {
      told[name] = value;
      order.push(name);
      return Promise.resolve();
    };
  const session = {
    getUserAgent: () => 'Mozilla/5.0 Slipway/0.1.0 Chrome/150 Electron/45 Safari/537',
    on: (name: string, listener: unknown) => void remember(name)(listener),
    ...Object.fromEntries(
      [
        'setPermissionRequestHandler',
        'setPermissionCheckHandler',
        'setDevicePermissionHandler',
        'setDisplayMediaRequestHandler',
        'setSpellCheckerEnabled',
        'setUserAgent',
        'setCertificateVerifyProc',
        'setProxy',
        'closeAllConnections',
        'clearStorageData',
        'clearCache',
        'clearAuthCache',
        'clearHostResolverCache',
      ].map((name) => [name, remember(name)]),
    ),
  };
  return { session: session as unknown as Session, told, order };
};

describe('the session of tabs', () => {
  test('is in memory, and no window but a tab has it', () => {
    expect(tabPartition.startsWith('persist:')).toBe(false);
    expect(tabPreferences().partition).toBe(tabPartition);
  });

  test('grants no permission, no device, no screen and no download, which is said', () => {
    const { session, told } = createSession();
    const denied: string[] = [];
    lockTabSession(session, 'Slipway', (url) => denied.push(url));
    const request = told.setPermissionRequestHandler as (c: null, p: string, answer: (g: boolean) => void) => void;
    const check = told.setPermissionCheckHandler as (c: null, p: string) => boolean;
    for (const permission of ['media', 'geolocation', 'clipboard-sanitized-write', 'openExternal', 'fullscreen', '?']) {
      const answers: boolean[] = [];
      request(null, permission, (granted) => answers.push(granted));
      expect([permission, answers, check(null, permission)]).toEqual([permission, [false], false]);
    }
    expect((told.setDevicePermissionHandler as () => boolean)()).toBe(false);
    const streams: unknown[] = [];
    (told.setDisplayMediaRequestHandler as (r: null, answer: (s: unknown) => void) => void)(null, (s) =>
      streams.push(s),
    );
    expect(streams).toEqual([{}]);
    let prevented = 0;
    const event = { preventDefault: () => (prevented += 1) };
    (told['will-download'] as (e: typeof event, item: unknown) => void)(event, { getURL: () => 'https://shop.test/f' });
    expect([prevented, denied]).toEqual([1, ['https://shop.test/f']]);
    expect(told.setUserAgent).toBe('Mozilla/5.0 Chrome/150 Safari/537');
  });

  test('goes through the proxy with everything, names of this machine too', () => {
    expect(tabProxy({ address: '127.0.0.1', port: 4080 })).toEqual({
      mode: 'fixed_servers',
      proxyRules: 'http://127.0.0.1:4080',
      proxyBypassRules: '<-loopback>',
    });
    expect(tabProxy({ address: '::1', port: 4080 }).proxyRules).toBe('http://[::1]:4080');
  });

  test('knows whom to trust before it knows the way, and lets go of connections of before', async () => {
    const { session, told, order } = createSession();
    await leadTabSession(
      session,
      { address: '127.0.0.1', port: 4080 },
      {
        leadsHere: () => true,
        authority: () => Promise.reject(new Error('gone')),
        clock: () => 0,
      },
    );
    expect(order).toEqual(['setCertificateVerifyProc', 'setProxy', 'closeAllConnections']);
    const verify = told.setCertificateVerifyProc as (request: unknown, answer: (code: number) => void) => void;
    const answered = await new Promise((done) =>
      verify({ hostname: 'shop.test', errorCode: -202, certificate: { data: '' } }, done),
    );
    expect(answered).toBe(-3);
  });

  test('keeps nothing at the end', async () => {
    const { session, order } = createSession();
    await emptyTabSession(session);
    expect(order.sort()).toEqual(
      ['clearAuthCache', 'clearCache', 'clearHostResolverCache', 'clearStorageData', 'closeAllConnections'].sort(),
    );
  });
});

describe('a page in a tab', () => {
  type Going = { url: string; isMainFrame: boolean; preventDefault: () => void };
  const lock = (mayOpen: () => boolean) => {
    const listeners = new Map<string, (event: Going) => void>();
    let open: ((details: { url: string }) => unknown) | undefined;
    let webRtc = '';
    const contents = {
      on: (name: string, listener: (event: Going) => void) => listeners.set(name, listener),
      setWindowOpenHandler: (handler: typeof open) => {
        open = handler;
      },
      setWebRTCIPHandlingPolicy: (policy: string) => {
        webRtc = policy;
      },
    };
    lockTab(contents as unknown as WebContents, mayOpen, { webPreferences: tabPreferences() });
    const goes = (name: string, url: string, isMainFrame = true): boolean => {
      let gone = true;
      listeners.get(name)?.({
        url,
        isMainFrame,
        preventDefault: () => {
          gone = false;
        },
      });
      return gone && listeners.has(name);
    };
    return { goes, open: (url: string) => open?.({ url }), webRtc: () => webRtc };
  };

  test.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('goes by %s where the web goes', (name) => {
    const { goes } = lock(() => true);
    expect(goes(name, 'https://elsewhere.example/')).toBe(true);
    expect(goes(name, 'app://slipway/')).toBe(false);
    expect(goes(name, 'file:///etc/passwd')).toBe(false);
    expect(goes(name, 'data:text/html,x')).toBe(false);
    expect(goes(name, 'data:text/html,x', false)).toBe(true);
  });

  test('embeds no browser, and tells nobody its addresses', () => {
    const { goes, webRtc } = lock(() => true);
    expect(goes('will-attach-webview', 'https://shop.test/')).toBe(false);
    expect(webRtc()).toBe('disable_non_proxied_udp');
  });

  test('opens windows of its own kind, as many as a person would', () => {
    const { open } = lock(() => true);
    const allowed = { action: 'allow', overrideBrowserWindowOptions: { webPreferences: tabPreferences() } };
    expect(open('https://login.shop.test/')).toEqual(allowed);
    expect(open('about:blank')).toEqual(allowed);
    expect(open('')).toEqual(allowed);
    for (const url of ['file:///etc/passwd', 'app://slipway/', 'javascript:alert(1)', 'mailto:me@shop.test', 'data:,x'])
      expect(open(url), url).toEqual({ action: 'deny' });
    expect(lock(() => false).open('https://login.shop.test/')).toEqual({ action: 'deny' });
  });
});
