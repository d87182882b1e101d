import { expectAccessible } from './accessible.ts';
import { ask } from './ask.ts';
import { expect, test } from './walk.ts';

const httpbin = { headers: { host: 'httpbin.example.com' } };

test.use({ example: 'httpbin', theme: 'light' });

test('explain: from a 404 in the traffic to the line that caused it, fixed and served', async ({ window, slipway }) => {
  const { page } = window;
  const answer = async () => (await ask(`${slipway.ingress}/delay/0`, httpbin)).status;
  await window.tab(/virtual-service\.yaml/).click();
  await window.replaceLine('prefix: /delay', 'prefix: /Delay');
  await window.save();
  await expect.poll(answer).toBe(404);

  const traffic = await window.openPanel('Traffic');
  await traffic
    .getByRole('row', { name: /\/delay\/0.*404/ })
    .first()
    .click();
  await traffic.getByRole('region', { name: 'exchange' }).getByRole('button', { name: 'Explain' }).click();

  const panel = page.getByRole('region', { name: 'Explain', exact: true });
  const prediction = panel.getByRole('region', { name: 'prediction' });
  const hints = panel.getByRole('region', { name: 'hints' });
  await expect(prediction).toContainText('404');
  await expect(hints).toContainText('differs from "/Delay" only in case');
  await expectAccessible(page);

  // The focus shows the line and stays; a press goes there.
  const line = hints.getByRole('button', { name: /virtual-service\.yaml:\d+/ }).first();
  await line.focus();
  await expect(line).toBeFocused();
  await line.press('Enter');
  await expect(window.cursorLine).toContainText('prefix: /Delay');

  await page.keyboard.press('End');
  for (const _ of '/Delay') await page.keyboard.press('Backspace');
  await page.keyboard.type('/delay');
  await expect(panel).toContainText('The draft answers otherwise');
  await panel
    .getByRole('button', { name: 'Draft' })
    .or(panel.getByRole('radio', { name: 'Draft' }))
    .click();
  await expect(prediction).toContainText('Forwarded to httpbin');
  await expect(panel).toContainText('The running gateway answers otherwise');
  await expectAccessible(page);

  await window.text.focus();
  await window.save();
  await expect.poll(answer).toBe(200);
  await expect(panel).not.toContainText('answers otherwise');
});

test('explain: a pasted curl command, asked from anywhere by one key', async ({ window }) => {
  const { page } = window;
  await window.text.focus();
  await page.keyboard.press('ControlOrMeta+e');
  const panel = page.getByRole('region', { name: 'Explain', exact: true });
  const url = panel.getByRole('textbox', { name: 'URL' });
  await expect(url).toBeFocused();
  await url.fill(`curl -sS 'http://127.0.0.1:80/status/' -H 'Host: httpbin.example.com' -H 'x-a: 1' --odd`);
  await expect(url).toHaveValue('http://127.0.0.1:80/status/');
  await expect(panel.getByRole('status').filter({ hasText: '--odd' })).toBeVisible();
  await expect(panel.getByRole('textbox', { name: 'value of header 1' })).toHaveValue('httpbin.example.com');
  const trace = panel.getByRole('region', { name: 'trace' });
  await expect(trace).toContainText('httpbin.default.svc.cluster.local:8000');
  await expect(trace).toContainText('path "/status/" starts with "/status"');
  await expectAccessible(page);
});

test('explain: a hint writes its condition, by keyboard, and the draft answers', async ({ window }) => {
  const { page } = window;
  await window.tab(/virtual-service\.yaml/).click();
  await window.replaceLine('prefix: /delay', 'prefix: /delay/*');
  await page.keyboard.press('ControlOrMeta+e');
  const panel = page.getByRole('region', { name: 'Explain', exact: true });
  await panel.getByRole('textbox', { name: 'URL' }).fill('http://httpbin.example.com/delay/0');
  const write = panel.getByRole('button', { name: 'Write prefix "/delay/"' });
  await write.focus();
  await expectAccessible(page);
  await write.press('Enter');
  await expect(panel.getByRole('region', { name: 'prediction' })).toContainText('Forwarded to httpbin');
  await expect(panel.getByRole('textbox', { name: 'URL' })).toBeFocused();
  await expect(window.text).toContainText('prefix: /delay/');
  await expect(window.text).not.toContainText('/delay/*');
});
