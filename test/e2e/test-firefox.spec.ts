import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createWeb, type RequestListener } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type Door, indexDoors } from '#core/reach/doors.ts';
import { findBrowsers } from '../../src-main/browser/find.ts';
import { createMappingProxy } from '../../src-main/browser/mapping-proxy.ts';
import { startBrowser } from '../../src-main/browser/start.ts';
import { createLocalCa } from '../../src-main/gateway/tls/local-ca.ts';

/** Firefox, where one is installed: real pages without a warning, whoever made it trust the authority. */

const door = (host: string, scheme: Door['scheme'], port: number, bound: number): Door => ({
  host,
  scheme,
  port,
  address: '127.0.0.1',
  bound,
  mutual: false,
  passthrough: false,
  listener: `0.0.0.0_${port}`,
});

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
};

for (const way of ['certutil, where it is installed', 'Firefox itself'] as const) {
  test(`Firefox opens plain and secure pages; trust by ${way}`, async () => {
    const found = await findBrowsers({ platform: process.platform, environment: process.env, home: homedir() });
    const firefox = found.find(({ kind, packaged }) => kind === 'firefox' && packaged === undefined);
    test.info().skip(firefox === undefined, 'no Firefox is installed here');
    if (firefox === undefined) return;
    test.slow();
    const home = mkdtempSync(join(tmpdir(), 'slipway-firefox-'));
    const ca = createLocalCa({ clock: Date.now });
    const leaf = await ca.leafFor(['bin.example.com']);
    const hits: string[] = [];
    const page = '<!doctype html><title>page</title><script>fetch("/seen?" + location.href + isSecureContext)</script>';
    const serve: RequestListener = (request, reply) => {
      hits.push(request.url ?? '');
      reply.end(page);
    };
    const secure = createSecure({ cert: leaf.certificate, key: leaf.key }, serve);
    const plain = createWeb(serve);
    const doors = [
      door('bin.example.com', 'https', 443, await listen(secure)),
      door('shop.test', 'http', 80, await listen(plain)),
    ];
    const asked: string[] = [];
    const proxy = await createMappingProxy({
      doors: () => ({ all: doors, index: indexDoors(doors) }),
      parentOf: () => undefined,
      lookup: (name, _options, done) => {
        asked.push(name);
        done(Object.assign(new Error('no network in a test'), { code: 'ENOTFOUND' }), []);
      },
    });
    const warnings: string[] = [];
    try {
      for (const [url, seen] of [
        ['https://bin.example.com/status/200', '/seen?https://bin.example.com/status/200true'],
        ['http://shop.test/', '/seen?http://shop.test/false'],
      ] as const) {
        const started = await startBrowser(firefox, url, {
          root: join(home, 'browsers'),
          wiring: { proxyPort: proxy.port, ownWays: [], authority: await ca.certificate() },
          platform: process.platform,
          environment: { ...process.env, HOME: home },
          extra: ['-headless'],
          ...(way === 'Firefox itself' && { certutil: join(home, 'no-certutil') }),
          warn: (message) => warnings.push(message),
        });
        if (!started.ok) throw new Error(started.failure.message);
        try {
          await expect.poll(() => hits, { timeout: 60_000 }).toContain(seen);
        } finally {
          await started.value.close();
        }
      }
      expect(warnings).toEqual([]);
      expect(asked.filter((name) => /example\.com|shop\.test/.test(name))).toEqual([]);
    } finally {
      await proxy.close(0);
      for (const server of [secure, plain]) {
        server.closeAllConnections();
        server.close();
      }
      rmSync(home, { recursive: true, force: true });
    }
  });
}
