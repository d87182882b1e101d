import { readFileSync } from 'node:fs';
import { expectAccessible } from './accessible.ts';
import { expect, test } from './walk.ts';

const hosts = { shop: 'shop.example.com', other: 'nobody.example.com' };

test.use({ example: 'canary' });

test('live requests arrive, and are filtered; a filter with a name is there the next time', async ({
  window,
  slipway,
}) => {
  test.slow();
  const { page } = window;
  const ask = (path: string, host = hosts.shop, method = 'GET') =>
    page.request.fetch(`${slipway.ingress}${path}`, { method, headers: { host }, maxRedirects: 0 });
  const panel = await window.openPanel('Traffic');
  await expect(panel.getByRole('heading', { name: 'No requests yet' })).toBeVisible();
  await expectAccessible(page);
  await panel.getByRole('button', { name: 'Send a request' }).click();
  const grid = panel.getByRole('grid', { name: 'traffic' });
  const rows = grid.getByRole('row').filter({ hasNot: page.getByRole('columnheader') });
  await expect(rows).toHaveCount(1);

  for (let index = 0; index < 40; index += 1) await ask(`/items/${index}`);
  for (let index = 0; index < 3; index += 1) await ask(`/lost/${index}`, hosts.other, 'POST');
  const figures = panel.locator('.figures');
  // Others on this machine may look at the port, too.
  await expect(figures).toHaveText(/^4\d requests$/);
  await expect(grid).toHaveAttribute('aria-rowcount', /^(4[5-9]|50)$/);
  // The newest is in sight, without anybody scrolling.
  await expect(grid.getByRole('row', { name: /\/lost\/2/ })).toBeInViewport();

  // Terms with suggestions, made of what occurs.
  const filter = panel.getByRole('combobox', { name: 'filter traffic' });
  await filter.fill('host:no');
  await expect(panel.getByRole('option', { name: /^host:nobody/ })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(panel.getByRole('button', { name: 'remove the filter host:nobody.example.com' })).toBeVisible();
  await expect(figures).toHaveText(/^3 of 4\d requests$/);

  // What is saved is what is shown.
  await panel.getByRole('button', { name: 'Save 3 as HAR …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Save as HAR' });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Save', exact: true }).click(),
  ]);
  const { log } = JSON.parse(readFileSync(await download.path(), 'utf8')) as {
    readonly log: { readonly entries: readonly { readonly request: { readonly url: string } }[] };
  };
  expect(log.entries.map(({ request }) => request.url)).toEqual(
    [0, 1, 2].map((index) => `http://${hosts.other}/lost/${index}`),
  );
  await filter.pressSequentially('-method:POST ');
  await expect(panel.getByRole('heading', { name: 'Nothing matches the filter' })).toBeVisible();
  await panel.getByRole('button', { name: 'Clear filter' }).click();
  await expect(figures).toHaveText(/^4\d requests$/);

  // A filter with a name is there the next time.
  await filter.fill('host:nobody ');
  await panel.getByRole('button', { name: 'Saved filters' }).click();
  const saved = page.getByRole('dialog', { name: 'saved filters' });
  await saved.getByRole('textbox', { name: 'name of the filter' }).fill('Lost ones');
  await expectAccessible(page);
  // Main is told a moment later.
  const told = page.waitForResponse((response) => response.url().endsWith('/call/view.keep'));
  await page.keyboard.press('Enter');
  await expect(saved).toHaveCount(0);
  await told;
  await page.reload();
  await window.openPanel('Traffic');
  await expect(figures).toHaveText(/^4\d requests$/);
  await panel.getByRole('button', { name: 'Saved filters' }).click();
  await saved.getByRole('button', { name: /^Lost ones/ }).click();
  await expect(figures).toHaveText(/^3 of 4\d requests$/);
  await panel.getByRole('button', { name: 'remove the filter host:nobody' }).click();
  await expect(figures).toHaveText(/^4\d requests$/);
});

test('by keys from the first to the last; sorted, paused and cleared', async ({ window, slipway }) => {
  test.slow();
  const { page } = window;
  const ask = (path: string, method = 'GET') =>
    page.request.fetch(`${slipway.ingress}${path}`, { method, headers: { host: hosts.shop }, maxRedirects: 0 });
  const panel = await window.openPanel('Traffic');
  for (let index = 0; index < 44; index += 1) await ask(`/items/${index}`, index === 20 ? 'POST' : 'GET');
  const grid = panel.getByRole('grid', { name: 'traffic' });
  const rows = grid.getByRole('row').filter({ hasNot: page.getByRole('columnheader') });
  const figures = panel.locator('.figures');
  await expect(figures).toHaveText(/^4\d requests$/);
  // Others on this machine may look at the port, too, and come last.
  await panel.getByRole('combobox', { name: 'filter traffic' }).fill('host:shop ');
  await expect(figures).toHaveText(/^44 of 4\d requests$/);
  await page.keyboard.press('Escape');

  // By keys alone, from the first to the last and to the line that answered.
  await grid.focus();
  await page.keyboard.press('Home');
  const chosen = grid.getByRole('row', { selected: true });
  await expect(chosen).toHaveAttribute('aria-rowindex', '2');
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('k');
  await expect(chosen).toHaveAttribute('aria-rowindex', '3');
  await expect(grid).toHaveAttribute('aria-activedescendant', (await chosen.getAttribute('id')) ?? '');
  const jump = panel.getByTitle('jump to the newest');
  await expect(jump).toBeVisible();
  await ask('/items/late');
  await expect(jump).toHaveText(/[1-9] new/);
  await expect(chosen).toHaveAttribute('aria-rowindex', '3');
  await expectAccessible(page);
  await page.keyboard.press('End');
  await expect(chosen).toContainText('/items/late');
  await expect(panel.getByRole('region', { name: 'exchange' })).toContainText('/items/late');
  await page.keyboard.press('Escape');
  await expect(panel.getByRole('region', { name: 'exchange' })).toHaveCount(0);

  // Sorted by any column, as long as somebody wants it.
  const head = grid.getByRole('columnheader', { name: 'method' });
  await head.getByRole('button').click();
  await head.getByRole('button').click();
  await expect(head).toHaveAttribute('aria-sort', 'descending');
  await expect(rows.first()).toContainText('POST');
  await panel.getByRole('button', { name: 'In order of time' }).click();
  await expect(head).toHaveAttribute('aria-sort', 'none');

  await panel.getByRole('button', { name: 'pause' }).click();
  await ask('/items/held');
  const goOn = panel.getByRole('button', { name: /^Go on/ });
  await expect(goOn).toHaveText(/[1-9]/);
  await expect(figures).toHaveText(/^45 of 4\d requests/);
  await goOn.click();
  await expect(figures).toHaveText(/^46 of 4\d requests$/);
  await expect(grid.getByRole('row', { name: /\/items\/held/ })).toBeInViewport();

  await panel.getByRole('button', { name: 'clear traffic' }).click();
  await expect(panel.getByRole('heading', { name: 'No requests yet' })).toBeVisible();
  await page.reload();
  await window.openPanel('Traffic');
  await expect(panel.getByRole('heading', { name: 'No requests yet' })).toBeVisible();
});

test('the list speaks Chinese', async ({ window, slipway }) => {
  test.slow();
  const { page } = window;
  await page.request.get(`${slipway.ingress}/`, { headers: { host: hosts.other } });
  await page.addInitScript(() =>
    Object.defineProperty(navigator, 'languages', { get: () => ['zh-CN', 'en'], configurable: true }),
  );
  await page.reload();
  await page.getByRole('navigation').getByRole('button', { name: /^流量/ }).click();
  const panel = page.getByRole('region', { name: '流量', exact: true });
  await expect(panel.locator('.figures')).toHaveText('1 个请求');
  await expect(panel.getByRole('row', { name: /nobody/ })).toContainText('NR');
  await expectAccessible(page);
  await panel.getByRole('combobox', { name: '筛选流量' }).fill('slower:1m ');
  await expect(panel.getByRole('heading', { name: '没有符合筛选的请求' })).toBeVisible();
  await expectAccessible(page);
});
