import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectAccessible } from './accessible.ts';
import { ask } from './ask.ts';
import { expect, test } from './walk.ts';
import type { Window } from './window.ts';

test.describe.configure({ timeout: 180_000 });

const look = ({ page }: Window, what: string) => test.step(what, () => expectAccessible(page));

test.describe('httpbin', () => {
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
      await look(window, `panel ${(await buttons.nth(at).textContent()) ?? at}`);
    }
  });

  test('where there is nothing yet passes axe', async ({ window, slipway }) => {
    const { page } = window;
    for (const file of ['gateway.yaml', 'virtual-service.yaml']) rmSync(join(slipway.folder, file));
    await expect(window.editor).toContainText('No files yet');
    for (const name of [
      'Visual',
      'Routes',
      'Explain',
      'Review',
      'Tests',
      'Traffic',
      'Metrics',
      'Services',
      'Status',
    ] as const) {
      await window.openPanel(name);
      await look(window, `${name} with nothing in it`);
    }
    await page.getByRole('button', { name: 'new file', exact: true }).click();
    await look(window, 'a file is named');
  });
});

test.describe('canary', () => {
  test.use({ example: 'canary' });

  test('what opens in the form passes axe', async ({ window }) => {
    const { page } = window;
    await window.tab(/canary\.yaml/).click();
    await window.text.getByText('kind: VirtualService').click();
    const visual = await window.openPanel('Visual');
    const menus = [
      [/choose another resource$/, 'the choice of a resource'],
      [/^Add field… to metadata/, 'the fields to add'],
      [/^Add a resource/, 'the resources to add'],
    ] as const;
    for (const [name, what] of menus) {
      await visual.getByRole('button', { name }).click();
      await expect(page.getByRole('searchbox')).toBeFocused();
      await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible();
      await look(window, what);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('searchbox')).toHaveCount(0);
    }
    await visual.getByRole('button', { name: /^rule 2 of 2/ }).click();
    await expect(page.getByRole('slider').first()).toBeVisible();
    await look(window, 'a rule with weights');
    await visual.getByRole('button', { name: /^rule 1 of 2/ }).click();
    await visual.getByRole('button', { name: 'And: add a condition' }).click();
    await expect(page.getByRole('menuitem').first()).toBeVisible();
    await look(window, 'the conditions to add');
    await page.keyboard.press('Escape');
    // Nothing has moved the window itself, which has no way to scroll back.
    expect(await page.evaluate(() => document.scrollingElement?.scrollTop)).toBe(0);
  });

  test('what opens over the text and beside the routes passes axe', async ({ window, slipway }) => {
    const { page } = window;
    await ask(`${slipway.ingress}/`, { headers: { host: 'shop.example.com' } });
    const routes = await window.openPanel('Routes');
    for (const name of ['Map', 'Table']) {
      await routes.getByRole('radio', { name }).click();
      await expect(routes.getByText('everyone').or(routes.getByText('shop-stable')).first()).toBeVisible();
      await look(window, `routes: ${name}`);
    }
    await window.tab(/canary\.yaml/).click();
    await window.text.getByText('name: everyone').click();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.keyboard.type('re');
    await expect(page.getByRole('listbox', { name: /completions/i })).toBeVisible();
    await look(window, 'completion');
    await page.keyboard.press('Escape');
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('ControlOrMeta+z');
    await expect(window.tab(/not saved/)).toHaveCount(0);

    await window.replaceLine('weight: 90', 'weight: 50');
    const file = join(slipway.folder, 'canary.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('weight: 90', 'weight: 70'));
    await window.editor.getByRole('button', { name: /^Merge/ }).click();
    await expect(window.editor.getByText('Conflict 1 of')).toBeVisible();
    await window.openPanel('Review');
    await look(window, 'places to merge, and a review that waits for them');

    const traffic = await window.openPanel('Traffic');
    await traffic
      .getByRole('row', { name: /shop\.example\.com/ })
      .first()
      .click();
    await look(window, 'a request in detail');
    const services = await window.openPanel('Services');
    await services.getByRole('button', { name: /^Bind/ }).first().click();
    await look(window, 'a service that is being bound');
    await window.editor.getByRole('button', { name: 'delete file' }).click();
    await look(window, 'a question before a file goes');
  });
});
