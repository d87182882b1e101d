import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { expect, test } from './walk.ts';

/** Where the focus is, by name. */
const focused = (page: Page) => page.locator(':focus');

/** Leads names into a file of the test, never into that of the machine. */
const leadNamesInto = (page: Page, file: string) =>
  page.evaluate(async (path) => {
    const answer = await fetch('/call/settings.change', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ hosts: { file: path } }),
    });
    if (!answer.ok) throw new Error(await answer.text());
  }, file);

test('the ways into a browser: every host in sight, the menu by keys, and nothing that axe calls grave', async ({
  window,
}) => {
  const { page } = window;
  const panel = await window.openPanel('Browser');
  const doors = panel.getByRole('table', { name: 'hosts of the gateway' });
  await expect(doors).toContainText('http://httpbin.example.com/');
  await expect(doors).toContainText(/80 → 127\.0\.0\.1:\d+/);
  const url = panel.getByRole('textbox', { name: 'URL' });
  await expect(url).toHaveValue('http://httpbin.example.com/status/200');
  await url.fill('https://nowhere.example.com/');
  await expect(panel).toContainText('The gateway has no host “nowhere.example.com” on port 443');
  await doors.getByRole('button', { name: 'http://httpbin.example.com/' }).press('Enter');
  await expect(url).toHaveValue('http://httpbin.example.com/');

  await panel.getByRole('button', { name: /^more ways to open / }).press('Enter');
  const menu = page.getByRole('menu', { name: /^more ways to open / });
  await expect(menu.getByRole('menuitem', { name: /^Link to \.localhost/ })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('End');
  await expect(focused(page)).toHaveAccessibleName(/^Copy /);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(panel).toContainText('Copied: curl');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^curl .*httpbin\.example\.com:80:127\.0\.0\.1:\d+' 'http:\/\/httpbin\.example\.com\/'$/);
  await expectAccessible(page);
});

const wildcard = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: shop }
spec:
  selector: { istio: ingressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: ["*.shop.test"]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: ["*.shop.test"]
  gateways: [shop]
  http:
  - route: [{ destination: { host: httpbin, port: { number: 8000 } } }]
`;

test('the hosts file: shown, written, told in the status line, and taken out again without a trace', async ({
  window,
  slipway,
}) => {
  const { page } = window;
  const folder = mkdtempSync(join(tmpdir(), 'slipway-hosts-'));
  const file = join(folder, 'hosts');
  const before = '127.0.0.1 localhost\n# of somebody else\n10.0.0.1 printer';
  writeFileSync(file, before);
  const start = await window.generation();
  writeFileSync(join(slipway.folder, 'shop.yaml'), wildcard);
  await expect.poll(window.generation).toBeGreaterThan(start);
  try {
    await leadNamesInto(page, file);
    const panel = await window.openPanel('Browser');
    const hosts = panel.getByRole('region', { name: 'Hosts file' });
    await panel.getByRole('region', { name: 'ways into a browser' }).getByRole('button', { name: 'Show what' }).click();
    const sheet = hosts.getByRole('region', { name: 'what would be written' });
    await expect(sheet).toBeInViewport();
    await expect(focused(page)).toHaveAccessibleName('what would be written');
    await expect(sheet.getByRole('region', { name: `changes of ${file}` })).toContainText(
      '127.0.0.1 httpbin.example.com',
    );
    await expect(sheet).toContainText('nobody is asked');
    expect(readFileSync(file, 'utf8')).toBe(before);
    await expect(sheet).toContainText('A hosts file knows no wildcards (*.shop.test)');
    const another = sheet.getByRole('textbox', { name: 'another name to be written' });
    await another.fill('microsoft.com');
    await page.keyboard.press('Enter');
    await expect(sheet).toContainText(/Not written:\s*microsoft\.com: /);
    await another.fill('red.shop.test');
    await page.keyboard.press('Enter');
    await expect(sheet.getByRole('checkbox', { name: 'red.shop.test' })).toBeChecked();
    await expectAccessible(page);

    await sheet.getByRole('button', { name: 'Write', exact: true }).click();
    await expect(hosts).toContainText('Written, and read back: 2 names');
    await expect(window.status).toContainText('hosts active: 2');
    const written = readFileSync(file, 'utf8');
    expect(written.startsWith(`${before}\n`)).toBe(true);
    expect(written).toContain('\n127.0.0.1 red.shop.test\n');
    await expectAccessible(page);

    // The chip leads back here from wherever one is.
    await window.openPanel('Routes');
    await window.status.getByRole('button', { name: 'hosts active: 2' }).click();
    await hosts.getByRole('button', { name: 'Take them out' }).click();
    await expect(window.status).not.toContainText('hosts active');
    expect(readFileSync(file, 'utf8')).toBe(`${before}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('certificates: the authority without its key, each store, and one for a client', async ({ window }) => {
  const { page } = window;
  const panel = await window.openPanel('Certificates');
  await expect(panel.getByRole('region', { name: 'Who trusts it' })).toBeVisible();
  const clients = panel.getByRole('region', { name: 'For clients' });
  await clients.getByRole('textbox', { name: 'Name' }).fill('ada');
  await page.keyboard.press('Enter');
  await expect(clients.getByRole('listitem', { name: 'ada' })).toContainText('ada');
  const authority = panel.getByRole('region', { name: 'Local authority' });
  await expect(authority).toContainText(/([0-9A-F]{2}:){31}[0-9A-F]{2}/);
  const download = page.waitForEvent('download');
  await authority.getByRole('button', { name: 'Download the certificate' }).click();
  const saved = readFileSync(await (await download).path(), 'utf8');
  expect(saved).toContain('BEGIN CERTIFICATE');
  expect(saved).not.toContain('PRIVATE KEY');
  await expectAccessible(page);
});
