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
  await expect(said.filter({ hasText: 'rule 1 is reached now' })).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await expect(row(/^rule 2 of 3/)).toBeFocused();
  await window.save();
  await expect.poll(() => bodyOf('/status/410')).toBe('gone');
  await expect(page.locator('.rule').first().locator('.rule-rate')).toContainText(/\/s|request/);
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

test('in a long list a rule is dragged from end to end, by mouse and by touch; Escape takes it back', async ({
  slipway,
  window,
}) => {
  test.setTimeout(120_000);
  const { page } = window;
  const file = join(slipway.folder, 'virtual-service.yaml');
  const names = Array.from({ length: 150 }, (_, i) => `/p${i + 100}`);
  const textOf = (order: readonly string[]) => head + order.map((path) => answer(path, 'x', `for ${path}`)).join('');
  const before = await window.generation();
  writeFileSync(file, textOf(names));
  await expect.poll(window.generation).toBeGreaterThan(before);
  await window.tab(/virtual-service\.yaml/).click();
  await window.text.getByText('kind: VirtualService').click();
  await page.getByRole('navigation', { name: 'panels' }).getByRole('button', { name: 'Visual' }).click();
  const box = page.locator('.rules-scroll');
  const row = (name: RegExp) => page.getByRole('button', { name });
  const grip = (name: RegExp) =>
    page
      .locator('.rule')
      .filter({ has: row(name) })
      .locator('.grip');
  const middle = async (name: RegExp) => {
    const at = await grip(name).boundingBox();
    if (at === null) throw new Error('there is no such rule');
    return { x: at.x + at.width / 2, y: at.y + at.height / 2 };
  };
  const edgeOf = async (edge: 'top' | 'bottom') => {
    const at = await box.boundingBox();
    if (at === null) throw new Error('there is no list');
    return edge === 'top' ? at.y + 3 : Math.min(800, at.y + at.height) - 3;
  };
  await row(/^rule 1 of 150/).scrollIntoViewIfNeeded();
  await box.evaluate((one) => one.scrollIntoView({ block: 'end' }));

  // Escape: nothing has happened.
  let from = await middle(/^rule 1 of 150/);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x, from.y + 130, { steps: 5 });
  await expect(page.locator('.rule-list')).toHaveClass(/dragging/);
  await page.keyboard.press('Escape');
  await expect(page.locator('.rule-list')).not.toHaveClass(/dragging/);
  await page.mouse.up();
  await expect(row(/^rule 1 of 150: prefix \/p100,/)).toBeVisible();

  // To the last place: at the lower edge the list scrolls as long as the mouse rests there.
  from = await middle(/^rule 1 of 150/);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x, await edgeOf('bottom'), { steps: 5 });
  await expect(page.locator('.rule[data-rule="149"]')).toHaveClass(/line-below/, { timeout: 30_000 });
  await page.mouse.up();
  await expect(row(/^rule 150 of 150: prefix \/p100,/)).toBeFocused();
  await window.save();
  const last = [...names.slice(1), names[0] ?? ''];
  await expect.poll(() => readFileSync(file, 'utf8')).toBe(textOf(last));

  // Back to the first place, with a finger.
  const touch = await page.context().newCDPSession(page);
  const point = async (type: 'touchStart' | 'touchMove', y: number) =>
    touch.send('Input.dispatchTouchEvent', { type, touchPoints: [{ x: from.x, y }] });
  const lift = () => touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  // What has just been saved may still be drawn anew: a finger that meets nothing is lifted, and put down again.
  await expect(async () => {
    from = await middle(/^rule 150 of 150/);
    await point('touchStart', from.y);
    await point('touchMove', from.y - 40);
    const isHeld = await page
      .locator('.rule-list.dragging')
      .waitFor({ timeout: 1_000 })
      .then(
        () => true,
        () => false,
      );
    if (!isHeld) await lift();
    expect(isHeld).toBe(true);
  }).toPass({ timeout: 20_000 });
  await point('touchMove', await edgeOf('top'));
  await expect(page.locator('.rule[data-rule="0"]')).toHaveClass(/line-above/, { timeout: 30_000 });
  await lift();
  await expect(row(/^rule 1 of 150: prefix \/p100,/)).toBeFocused();
  await window.save();
  await expect.poll(() => readFileSync(file, 'utf8')).toBe(textOf(names));
});
