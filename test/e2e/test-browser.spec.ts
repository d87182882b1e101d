import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, expect, type Page, test } from '@playwright/test';
import { findBrowser } from './browser.ts';
import { type RunningForBrowsers, runForBrowsers } from './run-for-browsers.ts';

/** What issue 8 is about: real URLs in a real browser, which knows nothing of the machine and leaves nothing on it. */

const gateway = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: shop }
spec:
  selector: { istio: ingressgateway }
  servers:
  - { port: { number: 80, name: http, protocol: HTTP }, hosts: ['*'] }
  - { port: { number: 443, name: https, protocol: HTTPS }, hosts: [httpbin.example.com, '*.pages.example.com'], tls: { mode: SIMPLE, credentialName: shop } }
`;

const answers = (name: string, hosts: readonly string[], body: string): string => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name} }
spec:
  hosts: ${JSON.stringify(hosts)}
  gateways: [shop]
  http: [{ directResponse: { status: 200, body: { string: '${body}' } }, headers: { response: { set: { content-type: text/html } } } }]
`;

let slipway: RunningForBrowsers;
let browser: Browser | undefined;
let before: ReturnType<typeof fingerprints>;

// biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a hook needs from this pattern
test.beforeEach(async ({}, info) => {
  const found = await findBrowser();
  if (!found.found) return info.skip(true, found.reason);
  before = fingerprints();
  slipway = await runForBrowsers(
    {
      'gateway.yaml': gateway,
      'bin.yaml': answers('bin', ['httpbin.example.com'], 'bin answers'),
      'shop.yaml': answers('shop', ['shop.test', '*.shop.example.com'], 'shop answers'),
      'pages.yaml': answers('pages', ['*.pages.example.com'], 'pages answer'),
    },
    found.options,
  );
});

test.afterEach(async () => {
  await browser?.close();
  browser = undefined;
  await slipway?.stop();
});

test('every host of the table on its own URL, secure, and nobody is asked for its name', async () => {
  test.slow();
  await slipway.slipway('open', 'https://httpbin.example.com/status/200');
  const [profile] = slipway.profiles();
  if (profile === undefined) throw new Error('there is no profile');
  expect(statSync(profile).mode & 0o777).toBe(0o700);
  const page = await connectTo(profile);

  await test.step('https, with a certificate of the local authority', async () => {
    await expect.poll(() => page.url()).toBe('https://httpbin.example.com/status/200');
    await expect(page.locator('body')).toHaveText('bin answers');
    expect(await page.evaluate(() => [location.href, isSecureContext])).toEqual([
      'https://httpbin.example.com/status/200',
      true,
    ]);
    expect(await securityOf(page)).toBe('secure');
  });
  await test.step('plain http, and wildcards of both', async () => {
    for (const [url, text] of [
      ['http://shop.test/', 'shop answers'],
      ['http://a.b.shop.example.com/path?x=1', 'shop answers'],
      ['https://one.pages.example.com/', 'pages answer'],
    ] as const) {
      const answer = await page.goto(url);
      expect(answer?.status()).toBe(200);
      expect(await page.evaluate(() => location.href)).toBe(url);
      await expect(page.locator('body')).toHaveText(text);
    }
    expect(await securityOf(page)).toBe('secure');
  });
  await test.step('a host that comes into the table works in the browser that runs', async () => {
    expect((await page.goto('http://late.example.com/'))?.status()).toBe(502);
    writeFileSync(join(slipway.folder, 'late.yaml'), answers('late', ['late.example.com'], 'late answers'));
    await expect(async () => {
      await page.goto('http://late.example.com/');
      await expect(page.locator('body')).toHaveText('late answers', { timeout: 500 });
    }).toPass();
  });
  await test.step('a host on a port that it has not says so, and does not leave the machine', async () => {
    const answer = await page.goto('http://one.pages.example.com:8080/');
    expect(answer?.status()).toBe(502);
    await expect(page.locator('body')).toContainText('https://one.pages.example.com/');
    const other = await page.context().newPage();
    await expect(other.goto('https://shop.test/')).rejects.toThrow(/ERR_TUNNEL_CONNECTION_FAILED/);
    await other.close();
  });
  await test.step('the recorders hear names that are not of the table', async () => {
    await page.goto('http://foreign.invalid/').catch(() => undefined);
    // A browser writes its log some events at a time, and one that is told to end may keep the last of them to itself.
    await expect(async () => {
      await page.goto('http://control.localtest.me/').catch(() => undefined);
      expect(resolvedNames(readFileSync(slipway.netLog, 'utf8')).join(' ')).toContain('control.localtest.me');
    }).toPass();
  });
  await test.step('when it is closed its profile is gone', async () => {
    await slipway.slipway('open', '--close', 'chromium-1');
    browser = undefined;
    await expect.poll(() => slipway.profiles()).toEqual([]);
    expect(JSON.parse(await slipway.slipway('open', '--list', '--json')).sessions).toEqual([]);
  });
  await test.step('no name server was asked for a name of the table, by the browser or by slipway', async () => {
    const names = ['httpbin.example.com', 'shop.test', 'shop.example.com', 'pages.example.com'];
    const inBrowser = resolvedNames(readFileSync(slipway.netLog, 'utf8'));
    const bySlipway = slipway.asked();
    expect(inBrowser.join(' ')).toContain('control.localtest.me');
    expect(bySlipway).toContain('foreign.invalid');
    for (const name of names) {
      expect(inBrowser.filter((one) => one.includes(name))).toEqual([]);
      expect(bySlipway.filter((one) => one.includes(name))).toEqual([]);
    }
  });
  await test.step('the machine is as it was', async () => {
    expect(fingerprints()).toEqual(before);
    const left = readdirSync(slipway.home).filter(
      (name) => !['data', 'asked.txt', 'net-log.json', 'record-names.mjs'].includes(name),
    );
    // What every browser writes into the home of whoever starts it; no store of certificates is among it.
    expect(left.filter((name) => !/^\.(cache|config|local|dbus)$/.test(name))).toEqual([]);
    expect(existsSync(join(slipway.home, '.pki'))).toBe(false);
  });
});

test('the browser and its profile end with slipway', async () => {
  await slipway.slipway('open', 'shop.test');
  const [profile] = slipway.profiles();
  if (profile === undefined) throw new Error('there is no profile');
  const page = await connectTo(profile);
  await expect(page.locator('body')).toHaveText('shop answers');
  const gone = new Promise((done) => browser?.once('disconnected', done));
  await slipway.stop();
  await gone;
  browser = undefined;
  expect(existsSync(profile)).toBe(false);
});

/** The first page of the browser with this profile. */
const connectTo = async (profile: string): Promise<Page> => {
  const file = join(profile, 'DevToolsActivePort');
  await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8').includes('\n')).toBe(true);
  const [port] = readFileSync(file, 'utf8').split('\n');
  browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  const [context] = browser.contexts();
  const page = () => context?.pages().find((one) => /^https?:/.test(one.url()));
  await expect.poll(() => page() !== undefined).toBe(true);
  const found = page();
  if (found === undefined) throw new Error('the browser shows no page');
  return found;
};

/** As the padlock says it. */
const securityOf = async (page: Page): Promise<string> => {
  const session = await page.context().newCDPSession(page);
  const told = new Promise<string>((done) => {
    session.on('Security.visibleSecurityStateChanged', ({ visibleSecurityState }) =>
      done(visibleSecurityState.securityState),
    );
  });
  await session.send('Security.enable');
  return told;
};

/** Names for which a browser has asked the system or a name server, as its network log tells: constants, then one event a line, the last cut off. */
const resolvedNames = (log: string): readonly string[] => {
  const [head = '', ...events] = log
    .split(/^"events": \[$/m)
    .flatMap((part, i) => (i === 0 ? [part] : part.split('\n')));
  const { constants } = JSON.parse(`${head.trim().replace(/,$/, '')}}`) as {
    readonly constants: { readonly logEventTypes: Readonly<Record<string, number>> };
  };
  // A request alone may be answered from the cache, which is looked into for names that a proxy leads, too; a job asks.
  const { HOST_RESOLVER_MANAGER_JOB: job } = constants.logEventTypes;
  expect(job).toBeDefined();
  return events.flatMap((line): readonly string[] => {
    if (!line.endsWith('},')) return [];
    const { type, params } = JSON.parse(line.slice(0, -1)) as NetEvent;
    return type === job && params?.host !== undefined ? [params.host] : [];
  });
};

type NetEvent = { readonly type: number; readonly params?: { readonly host?: string } };

/** What must be the same afterwards: the hosts file and the store of certificates of the system. */
const fingerprints = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ['/etc/hosts', '/etc/ssl/certs/ca-certificates.crt', '/usr/local/share/ca-certificates', '/etc/resolv.conf'].map(
      (path) => [
        path,
        existsSync(path)
          ? createHash('sha256')
              .update(statSync(path).isDirectory() ? readdirSync(path).join('\n') : readFileSync(path))
              .digest('hex')
          : 'absent',
      ],
    ),
  );
