import { expectAccessible } from './accessible.ts';
import { ask } from './ask.ts';
import { expect, test } from './walk.ts';

test.use({ example: 'httpbin' });

test('every panel passes axe, in both themes', async ({ window, slipway }) => {
  const httpbin = { headers: { host: 'httpbin.example.com' } };
  await ask(`${slipway.ingress}/status/200`, httpbin);
  await ask(`${slipway.ingress}/headers`, httpbin);
  await window.tab(/virtual-service\.yaml/).click();
  await window.replaceLine('prefix: /status', 'prefx: /status');
  await expect(window.messageUnderText(/prefx.*prefix/)).toBeVisible();
  const buttons = window.page.getByRole('navigation', { name: 'panels' }).getByRole('listitem').getByRole('button');
  const count = await buttons.count();
  expect(count).toBeGreaterThan(5);
  for (let at = 0; at < count; at += 1) {
    await buttons.nth(at).click();
    await expect(buttons.nth(at)).toHaveAttribute('aria-current', 'page');
    await test.step(`panel ${(await buttons.nth(at).textContent()) ?? at}`, () => expectAccessible(window.page));
  }
});

test('looking at a page leaves its theme and its motion as they were', async ({ window }) => {
  const { page } = window;
  const state = () =>
    page.evaluate(() => [
      document.documentElement.dataset.theme,
      matchMedia('(prefers-reduced-motion: reduce)').matches,
    ]);
  for (const reducedMotion of ['no-preference', 'reduce'] as const) {
    await page.emulateMedia({ reducedMotion });
    const before = await state();
    await expectAccessible(page);
    expect(await state()).toEqual(before);
  }
});
