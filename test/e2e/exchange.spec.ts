import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import type { Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { startLiveServices } from './live-services.ts';
import { expect as expectSoon, test } from './walk.ts';

/** Looks at both themes take a while on a busy machine, and what is waited for comes behind them. */
const limits = { timeout: 240_000 };
const expect = expectSoon.configure({ timeout: 30_000 });

/** A request with a body, as a program sends it. */
const post = (url: string, host: string, body: string): Promise<void> =>
  new Promise((done, fail) => {
    const headers = { host, authorization: 'Bearer s3cr3t', 'content-type': 'application/json' };
    const sent = request(url, { method: 'POST', headers, agent: false }, (answer) => answer.resume().on('end', done));
    sent.on('error', fail);
    sent.end(body);
  });

const detailsIn = (page: Page) => page.getByRole('region', { name: 'exchange', exact: true });

/** Each look of axe is at both themes. */
test.describe('an exchange', () => {
  test.describe.configure(limits);
  test.describe('in English', () => {
    test('of JSON: what was sent, without its secrets until they are asked for', async ({ window, slipway }) => {
      const { page } = window;
      const panel = await window.openPanel('Traffic');
      await post(`${slipway.ingress}/delay/0`, 'httpbin.example.com', '{"user":"ann","password":"s3cr3t"}');
      const rows = panel.getByRole('row').filter({ hasText: '/delay/0' });
      await rows.first().click();
      const details = detailsIn(page);
      await expect(details).toContainText('http://httpbin.example.com/delay/0');
      await expectAccessible(page);

      await details.getByRole('tab', { name: 'Request' }).click();
      await expect(details.getByRole('row', { name: /added x-request-id/ })).toBeVisible();
      await expect(details.getByRole('row', { name: /authorization \[redacted\]/ })).toBeVisible();
      await expect(details.getByRole('group', { name: 'request body' })).toContainText('"user": "ann"');
      await expect(details.getByRole('group', { name: 'request body' })).toContainText('"password": "[redacted]"');
      await expectAccessible(page);
      await details.getByText('Show credentials').click();
      await expect(details.getByRole('row', { name: /authorization Bearer s3cr3t/ })).toBeVisible();
      await expect(details.getByRole('group', { name: 'request body' })).toContainText('"password": "s3cr3t"');

      // The list and the details share the height as somebody wants it.
      const divider = panel.getByRole('separator', { name: 'height of the list' });
      const before = Number(await divider.getAttribute('aria-valuenow'));
      await divider.press('ArrowUp');
      await expect(divider).toHaveAttribute('aria-valuenow', String(before - 2));
    });

    test('of JSON: what came back, and when', async ({ window, slipway }) => {
      const { page } = window;
      const panel = await window.openPanel('Traffic');
      await post(`${slipway.ingress}/delay/0`, 'httpbin.example.com', '{"user":"ann"}');
      await panel.getByRole('row').filter({ hasText: '/delay/0' }).first().click();
      const details = detailsIn(page);
      await details.getByRole('tab', { name: 'Response' }).click();
      await details.getByText('Show credentials').click();
      await expect(details.getByRole('group', { name: 'response body' })).toContainText('"headers"');
      await expectAccessible(page);
      await details.getByRole('radio', { name: 'Hex' }).click();
      await expect(details.getByText('00000000  7b')).toBeVisible();
      await details.getByRole('tab', { name: 'Timing' }).click();
      await expect(details.getByRole('row', { name: /^waiting/ })).toBeVisible();
      await expectAccessible(page);
    });

    test('copied with its credentials, and saved without them', async ({ window, slipway }) => {
      const { page } = window;
      const panel = await window.openPanel('Traffic');
      await post(`${slipway.ingress}/delay/0`, 'httpbin.example.com', '{"user":"ann","password":"s3cr3t"}');
      await panel.getByRole('row').filter({ hasText: '/delay/0' }).first().click();
      const details = detailsIn(page);
      await details.getByRole('tab', { name: 'Request' }).click();
      await details.getByText('Show credentials').click();
      await expect(details.getByRole('row', { name: /authorization Bearer s3cr3t/ })).toBeVisible();
      await details.getByRole('button', { name: 'Copy ▾' }).click();
      await expectAccessible(page);
      await page.getByRole('menuitem', { name: 'As curl' }).click();
      await expect(details.getByText('Copied with credentials: As curl')).toBeVisible();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      expect(copied).toContain("--connect-to 'httpbin.example.com:80:127.0.0.1:");
      expect(copied).toContain('--data-binary \'{"user":"ann","password":"s3cr3t"}\'');
      expect(copied).not.toMatch(/-H 'host:/i);

      await details.getByRole('button', { name: 'Copy ▾' }).click();
      await page.getByRole('menuitem', { name: 'Save as HAR' }).click();
      const dialog = page.getByRole('dialog', { name: 'Save as HAR' });
      await expectAccessible(page);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        dialog.getByRole('button', { name: 'Save', exact: true }).click(),
      ]);
      const har = readFileSync(await download.path(), 'utf8');
      expect(JSON.parse(har)).toMatchObject({ log: { version: '1.2', entries: [{ request: { method: 'POST' } }] } });
      expect(har).not.toContain('s3cr3t');
    });

    test('sent again, changed and sent, and made a test of', async ({ window, slipway }) => {
      const { page } = window;
      const panel = await window.openPanel('Traffic');
      await post(`${slipway.ingress}/delay/0`, 'httpbin.example.com', '{"user":"ann","password":"s3cr3t"}');
      const rows = panel.getByRole('row').filter({ hasText: '/delay/0' });
      await rows.first().click();
      const details = detailsIn(page);
      await details.getByRole('button', { name: 'Resend', exact: true }).click();
      await expect(rows).toHaveCount(2);
      await expect(rows.nth(1)).toHaveAttribute('aria-selected', 'true');
      await details.getByRole('tab', { name: 'Request' }).click();
      await expect(details.getByRole('group', { name: 'request body' })).toContainText('"user": "ann"');
      await details.getByRole('button', { name: 'Edit and resend' }).click();
      const composer = details.getByRole('form', { name: 'edit and resend' });
      await composer.getByRole('textbox', { name: 'URL' }).fill('http://httpbin.example.com/status/418');
      await expectAccessible(page);
      await page.keyboard.press('Enter');
      await expect(details).toContainText('http://httpbin.example.com/status/418');

      await details.getByRole('button', { name: 'Make a test' }).click();
      await expect(window.tab('route-tests.yaml')).toBeVisible();
      await expect(window.cursorLine).toContainText('name: POST httpbin.example.com/status/418');
      await expect(window.text).toContainText('route: VirtualService default/httpbin http[0]');
      await expectAccessible(page);
    });

    test('a path that nobody takes becomes a rule, and the rule pill follows it', async ({ window, slipway }) => {
      const { page } = window;
      const panel = await window.openPanel('Traffic');
      const ask = (path: string) =>
        page.request.get(slipway.ingress + path, { headers: { host: 'httpbin.example.com' } });
      await ask('/headers');
      await panel.getByRole('row').filter({ hasText: '/headers' }).first().click();
      const details = detailsIn(page);
      await details.getByRole('button', { name: 'Make a route' }).click();
      const form = details.getByRole('form', { name: 'new rule' });
      await expect(form).toContainText('behind all of its rules, of which none takes this request');
      await expect(form.getByRole('combobox', { name: 'to' })).toHaveValue('httpbin.default.svc.cluster.local:8000');
      await expectAccessible(page);
      await form.getByRole('button', { name: 'Write rule' }).click();
      await expect(window.text).toContainText('exact: /headers');
      const before = await window.generation();
      await window.text.click();
      await window.save();
      await expect.poll(window.generation).toBeGreaterThan(before);
      await ask('/headers');
      await panel.getByRole('row').filter({ hasText: '/headers' }).nth(1).click();
      await expect(details).toContainText('200');

      await window.replaceLine('exact: /headers', 'exact: /headers2');
      await details.getByRole('tab', { name: 'Overview' }).click();
      await expect(details).toContainText(`The rule was changed since generation ${before + 1}`);
      await details.getByRole('button', { name: 'Then and now' }).click();
      await expect(details.getByRole('region', { name: /^the rule in generation/ })).toContainText('exact: /headers2');
      await expectAccessible(page);
    });

    test('messages of a WebSocket and of gRPC', async ({ window, slipway }) => {
      const { page } = window;
      const before = await window.generation();
      const live = await startLiveServices(slipway);
      try {
        await expect.poll(window.generation).toBeGreaterThan(before);
        const panel = await window.openPanel('Traffic');
        const socket = await live.talk();
        await socket.say('{"hello":1}');
        await panel.getByRole('row').filter({ hasText: '/ws' }).first().click();
        const details = detailsIn(page);
        await expect(details).toContainText('under way');
        await details.getByRole('tab', { name: /^Messages/ }).click();
        await expect(details.getByRole('option')).toHaveCount(2);
        // It follows what is said while it is open.
        await socket.say('{"again":2}');
        await expect(details.getByRole('option')).toHaveCount(4);
        await details.getByRole('option', { name: /again/ }).last().click();
        await expect(details.getByRole('group', { name: 'message 4' })).toContainText('"again": 2');
        await expectAccessible(page);
        await details.getByRole('searchbox', { name: 'filter messages' }).fill('hello');
        await expect(details.getByRole('option')).toHaveCount(2);
        socket.close();
        await expect(details.getByText('under way')).toHaveCount(0);

        expect(await live.call('hello')).toBe('got hello');
        await panel.getByRole('row').filter({ hasText: '/shop.Cart/Add' }).first().click();
        await details.getByRole('tab', { name: /^Messages/ }).click();
        await expect(details.getByRole('option')).toHaveCount(2);
        await expect(details.getByRole('option').first()).toContainText('hello');
        await details.getByRole('option').nth(1).click();
        await expectAccessible(page);
      } finally {
        live.stop();
      }
    });
  });
});

test.describe('in Chinese', () => {
  test.describe.configure(limits);
  test.use({ locale: 'zh-CN' });

  test('the parts of an exchange', async ({ window, slipway }) => {
    const { page } = window;
    await page.getByRole('button', { name: '流量' }).click();
    await post(`${slipway.ingress}/status/201`, 'httpbin.example.com', '{}');
    await page.getByRole('row').filter({ hasText: '/status/201' }).first().click();
    const details = page.getByRole('region', { name: '请求详情', exact: true });
    for (const tab of ['概览', '请求', '响应', '耗时']) {
      await details.getByRole('tab', { name: tab }).click();
      await expectAccessible(page);
    }
    await details.getByRole('button', { name: '生成路由' }).click();
    await expect(details.getByRole('button', { name: '写入规则' })).toBeVisible();
    await expectAccessible(page);
  });
});
