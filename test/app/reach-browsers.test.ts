import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ReachState } from '#contract/reach.ts';
import { createDesk, type Desk } from '../../src-main/app/desk.ts';

/** Browsers in the whole app, played by a script that stays until it is told to end. */

const script = `#!/bin/sh
if [ "$1" = --version ]; then echo Chromium 1.2.3; exit 0; fi
for one in "$@"; do case "$one" in --user-data-dir=*) profile="\${one#--user-data-dir=}";; esac; done
echo "$@" >> "$(dirname "$0")/calls"
if [ -L "$profile/SingletonLock" ]; then exit 0; fi
ln -s host-$$ "$profile/SingletonLock"
trap 'exit 0' TERM
sleep 600 &
wait
`;

const documents = (host: string): string => `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: shop }
spec: { servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ['*'] }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [${host}]
  gateways: [shop]
  http: [{ directResponse: { status: 200, body: { string: hello } }, headers: { response: { set: { strict-transport-security: max-age=60 } } } }]
`;

let folder = '';
let desk: Desk | undefined;
let states: ReachState[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-reach-'));
  mkdirSync(join(folder, 'yaml'));
  writeFileSync(join(folder, 'yaml/shop.yaml'), documents('shop.test'));
  writeFileSync(join(folder, 'chromium'), script);
  chmodSync(join(folder, 'chromium'), 0o755);
  states = [];
});
afterEach(async () => {
  await desk?.close();
  desk = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const start = async (environment: Readonly<Record<string, string>> = {}): Promise<Desk> => {
  const made = await createDesk({
    paths: [join(folder, 'yaml')],
    samples: folder,
    dataFolder: join(folder, 'data'),
    clock: Date.now,
    dice: Math.random,
    log: () => {},
    portOverrides: { 80: 0 },
    system: {
      platform: 'linux',
      environment: {
        PATH: process.env.PATH,
        DISPLAY: ':7',
        SLIPWAY_BROWSER: join(folder, 'chromium'),
        SLIPWAY_BROWSER_ARGS: '--no-sandbox --own',
        ...environment,
      },
      home: folder,
    },
  });
  made.events.on('reach', (state) => states.push(state));
  desk = made;
  return made;
};

const profiles = (): readonly string[] => {
  const root = join(folder, 'data/browsers');
  return existsSync(root) ? readdirSync(root) : [];
};

const get = (port: number, url: string): Promise<{ readonly status: number | undefined; readonly hsts: unknown }> =>
  new Promise((done, fail) => {
    const asked = request({ host: '127.0.0.1', port, path: url, agent: false, headers: { host: new URL(url).host } });
    asked.on('response', (answer) => {
      answer.resume();
      answer.on('end', () => done({ status: answer.statusCode, hsts: answer.headers['strict-transport-security'] }));
    });
    asked.on('error', fail);
    asked.end();
  });

const calls = (): readonly string[] => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');

const onPosix = test.skipIf(process.platform === 'win32');

onPosix('a browser is opened, gets another tab, is told of, and ends with its profile', async () => {
  const { handlers } = await start();
  const opened = await handlers['browser.open']({ url: 'http://shop.test' });
  expect(opened).toMatchObject({
    ok: true,
    value: { id: 'chromium-1', browser: 'chromium', url: 'http://shop.test/' },
  });
  expect(profiles()).toHaveLength(1);
  expect(calls()[0]).toMatch(
    /--ignore-certificate-errors-spki-list=\S{44} .* --no-sandbox --own http:\/\/shop\.test\/$/,
  );
  const again = await handlers['browser.open']({ url: 'http://shop.test/two', browser: 'chromium' });
  expect(again).toMatchObject({ ok: true, value: { id: 'chromium-1', url: 'http://shop.test/two' } });
  expect(calls()).toHaveLength(2);
  await expect.poll(() => states.at(-1)?.sessions).toMatchObject([{ id: 'chromium-1', url: 'http://shop.test/two' }]);
  expect((await handlers['reach.state'](null)).browsers[0]).toMatchObject({ id: 'chromium', kind: 'chromium' });
  await handlers['browser.close']({ id: 'chromium-1' });
  expect(profiles()).toEqual([]);
  await expect.poll(() => states.at(-1)?.sessions).toEqual([]);
  // Told only what is another: no two in a row are the same.
  const texts = states.map((state) => JSON.stringify(state));
  expect(texts.filter((text, i) => text === texts[i - 1])).toEqual([]);
});

onPosix(
  'names that lead to this machine are led by the proxy once the table has some, in a browser that knows it',
  async () => {
    const { handlers } = await start();
    const bypassed = () => /--proxy-bypass-list=(\S+)/.exec(calls().at(-1) ?? '')?.[1]?.split(';');
    expect(await handlers['browser.open']({ url: 'http://shop.test/' })).toMatchObject({ value: { id: 'chromium-1' } });
    expect(bypassed()).toEqual(expect.arrayContaining(['*.nip.io', '*.localhost']));
    const name = 'shop.127.0.0.1.nip.io';
    writeFileSync(join(folder, 'yaml/shop.yaml'), documents(name));
    await expect.poll(async () => JSON.stringify((await handlers['gateway.table'](null)).table)).toContain(name);
    expect(await handlers['browser.open']({ url: `http://${name}/` })).toMatchObject({ value: { id: 'chromium-2' } });
    expect(bypassed()).toContain('*.localhost');
    expect(bypassed()).not.toContain('*.nip.io');
    expect(await handlers['browser.open']({ url: `http://${name}/two` })).toMatchObject({
      value: { id: 'chromium-2' },
    });
  },
);

onPosix('its browsers end with slipway', async () => {
  const { handlers, close } = await start();
  await handlers['browser.open']({ url: 'http://shop.test/' });
  expect(profiles()).toHaveLength(1);
  await close();
  desk = undefined;
  expect(profiles()).toEqual([]);
});

onPosix('the gateway knows test browsers from programs, and a host that comes later works in both', async () => {
  const { handlers } = await start();
  await handlers['browser.open']({ url: 'http://shop.test/' });
  const inBrowser = Number(/--proxy-server=http:\/\/127\.0\.0\.1:(\d+)/.exec(calls()[0] ?? '')?.[1]);
  const programs = await handlers['browser.proxy'](null);
  if (!programs.ok) throw new Error(programs.failure.message);
  expect(programs.value.port).not.toBe(inBrowser);
  expect(programs.value.pac).toBe(`http://127.0.0.1:${programs.value.port}/proxy.pac`);
  expect((await handlers['reach.state'](null)).proxy).toEqual(programs.value);
  expect(await get(inBrowser, 'http://shop.test/')).toEqual({ status: 200, hsts: 'max-age=60' });
  // A browser with the person's own profile goes there by the PAC file, and would remember it.
  expect(await get(programs.value.port, 'http://shop.test/')).toEqual({ status: 200, hsts: undefined });
  expect((await get(inBrowser, 'http://late.invalid/')).status).toBe(502);
  writeFileSync(
    join(folder, 'yaml/late.yaml'),
    documents('late.invalid').split('---')[1]?.replace('name: shop', 'name: late') ?? '',
  );
  await expect.poll(async () => (await get(inBrowser, 'http://late.invalid/')).status).toBe(200);
  expect((await get(programs.value.port, 'http://late.invalid/')).status).toBe(200);
});

onPosix('what cannot be opened is a sentence with the remedy', async () => {
  const { handlers } = await start({ DISPLAY: '', WAYLAND_DISPLAY: '' });
  expect(await handlers['browser.open']({ url: 'http://shop.test/' })).toMatchObject({
    ok: false,
    failure: { code: 'browser/no-display' },
  });
  expect(await handlers['browser.open']({ url: 'http://shop.test/', browser: 'netscape' })).toMatchObject({
    ok: false,
    failure: { code: 'browser/unknown' },
  });
  expect(await handlers['browser.close']({ id: 'nobody' })).toBe(null);
  expect(profiles()).toEqual([]);
});

onPosix('profiles that a crash left are deleted at the next start', async () => {
  const left = join(folder, 'data/browsers/chromium-left');
  mkdirSync(left, { recursive: true });
  writeFileSync(join(left, 'slipway-profile.json'), JSON.stringify({ pids: [2_147_483_646] }));
  await start();
  await expect.poll(() => existsSync(left)).toBe(false);
});
