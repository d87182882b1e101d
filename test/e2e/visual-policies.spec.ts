import type { Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { expect, test } from './walk.ts';
import type { Window } from './window.ts';

test.use({ example: 'httpbin' });

const rule = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: reviews # theirs
spec:
  host: httpbin
`;

const entry = `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: outside
spec:
  hosts:
  - "api.outside.example" # quoted
  ports:
  - number: 80
    name: http
    protocol: HTTP
  resolution: DNS
`;

/** Puts a text in the place of the whole file, as one who pastes. */
const paste = async ({ page, text }: Window, whole: string): Promise<void> => {
  await text.click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.evaluate((words) => navigator.clipboard.writeText(words), whole);
  await page.keyboard.press('ControlOrMeta+v');
};

/** What is copied out of the editor is its text to the byte. */
const wholeText = async ({ page, text }: Window): Promise<string> => {
  await text.click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('ControlOrMeta+c');
  return page.evaluate(() => navigator.clipboard.readText());
};

const openVisual = (page: Page) =>
  page.getByRole('navigation', { name: 'panels' }).getByRole('button', { name: 'Visual' }).click();

/** By keyboard: the menu of a part, the name of a field, Enter. */
const addField = async (page: Page, to: string, name: string): Promise<void> => {
  await page.getByRole('button', { name: `Add field… to ${to}`, exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('searchbox', { name: `search: add a field to ${to}` })).toBeFocused();
  await page.keyboard.type(name);
  // The best of what is found has been chosen while typing.
  await expect(page.locator('[role=option][data-focused]')).toContainText(name);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('searchbox', { name: `search: add a field to ${to}` })).toHaveCount(0);
};

const undoAll = async (page: Page, until: () => Promise<boolean>): Promise<void> => {
  const undo = page.getByRole('button', { name: /^undo: / });
  for (let step = 0; step < 30 && !(await until()); step += 1) await undo.click();
};

test('outlier detection and load balancing of a DestinationRule; everything undone restores every byte', async ({
  window,
}) => {
  const { page } = window;
  await window.tab(/^gateway\.yaml/).click();
  await paste(window, rule);
  await openVisual(page);
  const form = page.getByRole('region', { name: 'form of DestinationRule reviews' });
  await expect(form).toBeVisible();
  await addField(page, 'spec', 'trafficPolicy');
  await addField(page, 'trafficPolicy', 'outlierDetection');
  await addField(page, 'outlierDetection', 'consecutive5xxErrors');
  const errors = form.getByRole('textbox', { name: 'consecutive5xxErrors' });
  await expect(errors).toBeFocused();
  await page.keyboard.type('7');
  await form.getByRole('button', { name: /^add interval/ }).click();
  await page.keyboard.type('30s');
  await expect(page.getByRole('complementary', { name: 'about this field' })).toContainText('Default: 10s');
  await addField(page, 'trafficPolicy', 'loadBalancer');
  await form.getByRole('combobox', { name: 'simple', exact: true }).selectOption('LEAST_REQUEST');
  await expectAccessible(page);
  await expect
    .poll(() => wholeText(window))
    .toBe(`${rule}  trafficPolicy:
    outlierDetection:
      consecutive5xxErrors: 7
      interval: 30s
    loadBalancer:
      simple: LEAST_REQUEST
`);
  await undoAll(page, async () => (await wholeText(window)) === rule);
  expect(await wholeText(window)).toBe(rule);
});

test('the TLS of a server goes from SIMPLE to MUTUAL, and what that needs is asked for', async ({ window }) => {
  const { page } = window;
  await window.tab(/^gateway\.yaml/).click();
  const gateway = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: secure
spec:
  selector:
    istio: ingressgateway
  servers:
  - port: { number: 443, name: https, protocol: HTTPS }
    hosts: ["a.example.com"]
    tls:
      mode: SIMPLE # for now
      serverCertificate: /etc/certs/tls.crt
      privateKey: /etc/certs/tls.key
`;
  await paste(window, gateway);
  await openVisual(page);
  const form = page.getByRole('region', { name: 'form of Gateway secure' });
  await form.getByRole('combobox', { name: 'mode', exact: true }).selectOption('MUTUAL');
  await expect(window.text).toContainText('mode: MUTUAL # for now');
  await expect(form.locator('.finding').filter({ hasText: 'caCertificates' }).first()).toBeVisible();
  await expectAccessible(page);
  await addField(page, 'tls', 'caCertificates');
  await page.keyboard.type('/etc/certs/ca.crt');
  await expect(form.locator('.finding').filter({ hasText: 'caCertificates' })).toHaveCount(0);
  await expect
    .poll(() => wholeText(window))
    .toBe(`${gateway.replace('SIMPLE', 'MUTUAL')}      caCertificates: /etc/certs/ca.crt\n`);
});

test('a host is added to a ServiceEntry; text that is typed meanwhile shows, and the cursor stays', async ({
  window,
}) => {
  const { page } = window;
  await window.tab(/^gateway\.yaml/).click();
  await paste(window, entry);
  await openVisual(page);
  const form = page.getByRole('region', { name: 'form of ServiceEntry outside' });
  await form.getByRole('button', { name: 'Add host' }).click();
  const host = form.getByRole('textbox', { name: 'host 2' });
  await expect(host).toBeFocused();
  await page.keyboard.type('two.outside.example');
  await expect(window.text).toContainText('- two.outside.example');
  await window.replaceLine('resolution: DNS', 'resolution: STATIC');
  await expect(form.getByRole('combobox', { name: 'resolution' })).toHaveValue('STATIC');
  await host.click();
  await page.keyboard.press('Home');
  await page.keyboard.type('x-');
  await expect(window.text).toContainText('- x-two.outside.example');
  await page.keyboard.type('y-');
  await expect(window.text).toContainText('- x-y-two.outside.example');
  await expect(host).toBeFocused();
  await undoAll(page, async () => (await wholeText(window)) === entry);
  expect(await wholeText(window)).toBe(entry);
});
