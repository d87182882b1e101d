import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './walk.ts';

test.use({ example: 'httpbin' });

test('a misspelt gateway: told under it, mended by one key, offered by completion, explained by hover', async ({
  window,
}) => {
  const { page } = window;
  await window.tab(/virtual-service\.yaml/).click();
  await expect(window.text).toContainText('kind: VirtualService');

  await test.step('the error stands under the name, with its fix', async () => {
    await window.replaceLine('- httpbin-gateway', '- httpbin-gatewya');
    const message = window.messageUnderText(/httpbin-gatewya.*httpbin-gateway/);
    await expect(message).toBeVisible();
    await expect(message.getByRole('button', { name: /httpbin-gateway/ })).toBeVisible();
    await expect(window.text.locator('.cm-lintRange-error')).toHaveText('httpbin-gatewya');
  });

  await test.step('one key applies it, one undo takes it back', async () => {
    await page.keyboard.press('ControlOrMeta+.');
    await expect(window.cursorLine).toHaveText(/- httpbin-gateway$/);
    await expect(window.messageUnderText(/./)).toHaveCount(0);
    await page.keyboard.press('ControlOrMeta+z');
    await expect(window.cursorLine).toHaveText(/- httpbin-gatewya$/);
    await expect(window.messageUnderText(/httpbin-gatewya/)).toBeVisible();
    await page.keyboard.press('ControlOrMeta+.');
    await expect(window.messageUnderText(/./)).toHaveCount(0);
  });

  await test.step('completion offers the gateways of the workspace', async () => {
    await window.replaceLine('- httpbin-gateway', '- ');
    await page.keyboard.press('Control+Space');
    const offered = page.getByRole('listbox', { name: 'Completions' });
    await expect(offered.getByRole('option', { name: /httpbin-gateway/ })).toBeVisible();
    await page.keyboard.type('httpb');
    await expect(offered.getByRole('option').first()).toContainText('httpbin-gateway');
    // While the list is asked for again, Enter is a new line.
    await expect(offered.locator('.cm-completionMatchedText').first()).toHaveText('httpb');
    await expect(page.locator('.cm-tooltip-autocomplete-disabled')).toHaveCount(0);
    await page.keyboard.press('Enter');
    await expect(window.cursorLine).toHaveText(/- (default\/)?httpbin-gateway$/);
    await expect(window.messageUnderText(/./)).toHaveCount(0);
  });

  await test.step('hover shows the documentation of a field', async () => {
    await window.text.getByText('prefix', { exact: true }).first().hover();
    const card = page.getByRole('tooltip').filter({ hasText: 'VirtualService' });
    await expect(card).toContainText('http[].match[].uri');
  });
});

test('F8 walks the problems of all files, round and back', async ({ window }) => {
  const { page } = window;
  await window.tab(/virtual-service\.yaml/).click();
  await expect(window.text).toContainText('kind: VirtualService');
  await window.replaceLine('prefix: /status', 'prefx: /status');
  await window.replaceLine('prefix: /delay', 'prefxi: /delay');
  await window.tab(/gateway\.yaml/).click();
  await expect(window.text).toContainText('kind: Gateway');
  await window.replaceLine('protocol: HTTP', 'protocol: HTPT');
  await expect(window.messageUnderText(/HTPT/)).toBeVisible();
  await page.keyboard.press('ControlOrMeta+Home');

  const walked: string[] = [];
  for (let step = 0; step < 3; step += 1) {
    await page.keyboard.press('F8');
    await expect(window.text).toBeFocused();
    walked.push((await window.cursorLine.textContent()) ?? '');
  }
  expect(walked.join('|')).toMatch(/HTPT.*\|.*prefx:.*\|.*prefxi:/);
  await page.keyboard.press('F8');
  await expect(window.cursorLine).toContainText('HTPT');
  await page.keyboard.press('Shift+F8');
  await expect(window.cursorLine).toContainText('prefxi:');
});

test('typing "gateways: [mian]" shows the error under "mian"; one key makes it "main"', async ({ window, slipway }) => {
  writeFileSync(
    join(slipway.folder, 'zebra.yaml'),
    `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: ["zebra.example.com"]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: zebra }
spec:
  hosts: ["zebra.example.com"]
  gateways: [main]
  http:
  - route: [{ destination: { host: httpbin, port: { number: 8000 } } }]
`,
  );
  await window.tab(/zebra\.yaml/).click();
  await expect(window.text).toContainText('name: zebra');
  await window.replaceLine('gateways: [main]', 'gateways: [mian]');
  await expect(window.messageUnderText(/^error: no Gateway "default\/mian"/)).toBeVisible();
  await expect(window.text.locator('.cm-lintRange-error')).toHaveText('mian');
  await window.page.keyboard.press('ControlOrMeta+.');
  await expect(window.cursorLine).toHaveText(/gateways: \[main\]$/);
  await expect(window.messageUnderText(/./)).toHaveCount(0);
  await expect(window.tab(/not saved/)).toHaveCount(0);
});
