import type { Session, WebContents } from 'electron';
import { describe, expect, test } from 'vitest';
import { isTrustedFrame, lockContents, lockSession, mayOpenOutside } from '../../src-main/electron/lock-down.ts';

describe('a frame may speak to main', () => {
  test.each([
    ['the page', { url: 'app://slipway/', parent: null }, true],
    ['the page at a fragment', { url: 'app://slipway/#routes', parent: null }, true],
    ['a frame inside the page', { url: 'app://slipway/', parent: {} }, false],
    ['a page of the web', { url: 'https://slipway/', parent: null }, false],
    ['another host of the scheme', { url: 'app://other/', parent: null }, false],
    ['a name that begins like ours', { url: 'app://slipway.example/', parent: null }, false],
    ['a file', { url: 'file:///app/index.html', parent: null }, false],
    ['an empty page', { url: 'about:blank', parent: null }, false],
    ['no address', { url: '', parent: null }, false],
    ['a frame that is gone', null, false],
  ])('%s', (_, frame, trusted) => {
    expect(isTrustedFrame(frame)).toBe(trusted);
  });
});

describe('a link may open in the browser', () => {
  test.each([
    ['https://istio.io/latest/docs/', true],
    ['https://gateway-api.sigs.k8s.io/', true],
    ['http://127.0.0.1:8080/headers', true],
    ['http://[::1]:8080/', true],
    ['https://localhost:8443/', true],
    ['http://shop.test.localhost:8080/', true],
    ['http://localhost.shop.test/', false],
    ['http://shop.testlocalhost/', false],
    ['http://istio.io/', false],
    ['https://istio.io.example.com/', false],
    ['https://example.com/', false],
    ['https://user:word@istio.io/', false],
    ['http://127.0.0.1.example.com/', false],
    ['file:///etc/passwd', false],
    ['smb://server/share', false],
    ['javascript:alert(1)', false],
    ['ms-msdt:/id', false],
    ['nonsense', false],
  ])('%s: %s', (address, allowed) => {
    expect(mayOpenOutside(address)).toBe(allowed);
  });
});

test('a link to a name of the hosts file opens in the browser, which gets to the gateway by it', () => {
  const leadsHere = (host: string) => host === 'shop.test';
  expect(mayOpenOutside('https://shop.test/cart', leadsHere)).toBe(true);
  expect(mayOpenOutside('http://shop.test:8080/', leadsHere)).toBe(true);
  expect(mayOpenOutside('https://shop.test.example.com/', leadsHere)).toBe(false);
  expect(mayOpenOutside('ftp://shop.test/', leadsHere)).toBe(false);
});

test('a page goes nowhere, and opens nothing but an allowed link, outside', () => {
  const listeners = new Map<string, (event: { preventDefault: () => void }) => void>();
  let openWindow: ((details: { url: string }) => { action: string }) | undefined;
  const opened: string[] = [];
  const contents = {
    on: (name: string, listener: (event: { preventDefault: () => void }) => void) => listeners.set(name, listener),
    setWindowOpenHandler: (handler: (details: { url: string }) => { action: string }) => {
      openWindow = handler;
    },
  };
  lockContents(contents as unknown as WebContents, (address) => opened.push(address));
  for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview']) {
    let prevented = false;
    listeners.get(name)?.({
      preventDefault: () => {
        prevented = true;
      },
    });
    expect(prevented, name).toBe(true);
  }
  expect(openWindow?.({ url: 'https://istio.io/latest/' })).toEqual({ action: 'deny' });
  expect(openWindow?.({ url: 'https://example.com/' })).toEqual({ action: 'deny' });
  expect(opened).toEqual(['https://istio.io/latest/']);
});

test('the session grants the clipboard and nothing else', () => {
  type Answer = (granted: boolean) => void;
  let request: ((contents: null, permission: string, answer: Answer) => void) | undefined;
  let check: ((contents: null, permission: string) => boolean) | undefined;
  let device: (() => boolean) | undefined;
  const session = {
    setPermissionRequestHandler: (handler: typeof request) => {
      request = handler;
    },
    setPermissionCheckHandler: (handler: typeof check) => {
      check = handler;
    },
    setDevicePermissionHandler: (handler: typeof device) => {
      device = handler;
    },
    setDisplayMediaRequestHandler: () => undefined,
    on: () => undefined,
  };
  lockSession(session as unknown as Session);
  for (const [permission, granted] of [
    ['clipboard-sanitized-write', true],
    ['clipboard-read', false],
    ['geolocation', false],
    ['media', false],
    ['notifications', false],
    ['openExternal', false],
    ['unknown', false],
  ] as const) {
    const answers: boolean[] = [];
    request?.(null, permission, (answer) => answers.push(answer));
    expect([permission, answers, check?.(null, permission)]).toEqual([permission, [granted], granted]);
  }
  expect(device?.()).toBe(false);
});
