import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectAccessible } from './accessible.ts';
import { ask } from './ask.ts';
import { expect, test } from './walk.ts';

test.use({ example: 'httpbin' });

const answer = (prefix: string, body: string, comment: string) => `  # ${comment}
  - match:
    - uri:
        prefix: ${prefix}
    directResponse: { status: 200, body: { string: ${body} } }
`;
const head = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: httpbin }
spec:
  hosts: ["httpbin.example.com"]
  gateways: [httpbin-gateway]
  http:
`;
const rules = {
  all: answer('/', 'all', 'what is left'),
  status: answer('/status', 'status', 'all of status'),
  gone: answer('/status/410', 'gone', 'what is gone'),
};
const httpbin = { headers: { host: 'httpbin.example.com' } };

test('rules are moved by keyboard and by mouse, with their comments, and requests go where they now lead', async ({
  slipway,
  window,
}) => {
  const { page } = window;
  const file = join(slipway.folder, 'virtual-service.yaml');
  const before = await window.generation();
  writeFileSync(file, head + rules.all + rules.status + rules.gone);
  await expect.poll(window.generation).toBeGreaterThan(before);
  const bodyOf = async (path: string) => (await ask(slipway.ingress + path, httpbin)).body;
  expect(await bodyOf('/status/410')).toBe('all');

  await window.tab(/virtual-service\.yaml/).click();
  await window.text.getByText('kind: VirtualService').click();
  await page.getByRole('navigation', { name: 'panels' }).getByRole('button', { name: 'Visual' }).click();
  const row = (name: string | RegExp) => page.getByRole('button', { name });
  await expect(row(/^rule 3 of 3: prefix \/status\/410, to direct response, hidden by rule 1/)).toBeVisible();
  await expectAccessible(page);

  // By keyboard: the rule goes up, the focus stays on it, and it is said where it is.
  const said = page.locator('[aria-live="polite"]');
  await row(/^rule 3 of 3/).focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(said.filter({ hasText: 'rule 2 of 3, moved up: prefix /status/410' })).toHaveCount(1);
  await expect(row(/^rule 2 of 3: prefix \/status\/410/)).toBeFocused();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(said.filter({ hasText: 'rule 1 of 3, moved up: prefix /status/410' })).toHaveCount(1);
  await expect(row(/^rule 1 of 3: prefix \/status\/410/)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(row(/^rule 2 of 3/)).toBeFocused();
  await window.save();
  await expect.poll(() => bodyOf('/status/410')).toBe('gone');
  expect(readFileSync(file, 'utf8')).toBe(head + rules.gone + rules.all + rules.status);

  // By mouse: the last rule is let go above the second.
  const grip = page.locator('.rule .grip').nth(2);
  const [from, to] = [await grip.boundingBox(), await page.locator('.rule').nth(1).boundingBox()];
  if (from === null || to === null) throw new Error('there are no rules');
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + 40, to.y + to.height * 0.8, { steps: 6 });
  await page.mouse.move(to.x + 40, to.y + 4, { steps: 4 });
  await expect(page.locator('.rule').nth(1)).toHaveClass(/line-above/);
  await page.mouse.up();
  await expect(row(/^rule 2 of 3: prefix \/status,/)).toBeFocused();
  await window.save();
  await expect.poll(() => bodyOf('/status/200')).toBe('status');
  expect(readFileSync(file, 'utf8')).toBe(head + rules.gone + rules.status + rules.all);
});
