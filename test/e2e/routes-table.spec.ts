import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectAccessible } from './accessible.ts';
import { expect, test } from './walk.ts';
import type { Window } from './window.ts';

const textOf = (window: Window) => window.text.locator('.cm-line').allTextContents();

for (const theme of ['light', 'dark'] as const) {
  test.describe(`in the ${theme} theme`, () => {
    test.use({ example: 'canary', theme });

    test('a rule is moved by keys in the table, said aloud, and put back by undo', async ({ window, slipway }) => {
      const { page } = window;
      await window.tab(/canary\.yaml/).click();
      await expect(window.text).toContainText('kind: VirtualService');
      const panel = await window.openPanel('Routes');
      const grid = panel.getByRole('treegrid', { name: 'routes' });
      const rows = grid.getByRole('row', { selected: false }).or(grid.getByRole('row', { selected: true }));
      await expect(grid.getByRole('row', { expanded: true }).first()).toBeVisible();
      await expectAccessible(page);
      const file = readFileSync(join(slipway.folder, 'canary.yaml'), 'utf8');
      const before = await textOf(window);
      expect(before.join('\n')).toContain('kind: VirtualService');

      await grid.focus();
      await page.keyboard.press('ArrowDown');
      const first = await rows.nth(1).textContent();
      const second = await rows.nth(2).textContent();
      await page.keyboard.press('Alt+ArrowDown');
      await expect(panel.getByRole('status').filter({ hasText: /^rule moved down, now 2 of \d+/ })).toHaveCount(1);
      await expect.poll(() => textOf(window)).not.toEqual(before);
      const after = await textOf(window);
      expect([...after].sort(), 'every line is still there').toEqual([...before].sort());
      // The row goes with its rule, is still the current one, and both say that they run in another order.
      await expect(grid.getByRole('row', { name: 'moved' })).not.toHaveCount(0);
      const plain = (words: string | null) => (words ?? '').replace(/^\d+/, '');
      await expect.poll(async () => plain(await rows.nth(1).textContent())).toContain(plain(second).slice(0, 20));
      await expect(rows.nth(2)).toHaveAttribute('aria-selected', 'true');
      expect(plain(await rows.nth(2).textContent())).toContain(plain(first).slice(0, 20));
      await expectAccessible(page);

      await page.keyboard.press('ControlOrMeta+z');
      await expect.poll(() => textOf(window)).toEqual(before);
      await expect(grid.getByRole('row', { name: 'moved' })).toHaveCount(0);
      expect(readFileSync(join(slipway.folder, 'canary.yaml'), 'utf8')).toBe(file);
    });

    test('the menu of a route, terms with suggestions, sorting, widths', async ({ window }) => {
      const { page } = window;
      const panel = await window.openPanel('Routes');
      const grid = panel.getByRole('treegrid', { name: 'routes' });
      await grid.focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('.');
      const menu = page.getByRole('menu', { name: /^actions of route/ });
      await expect(menu.getByRole('menuitem', { name: /Show in the text/ })).toBeFocused();
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await expect(menu).toHaveCount(0);

      const filter = panel.getByRole('combobox', { name: 'filter routes' });
      const count = panel.getByRole('status').filter({ hasText: /routes?$/ });
      const all = Number(await count.textContent().then((words) => words?.split(' ')[0]));
      await filter.fill('fi');
      await expect(panel.getByRole('option', { name: /^file:/ }).first()).toBeVisible();
      await expectAccessible(page);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await expect(filter).toHaveValue('file:');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      const chip = panel.getByRole('button', { name: /^remove the filter file:\S+\.yaml$/ });
      await expect(chip).toBeVisible();
      await expect(filter).toHaveValue('');
      await filter.pressSequentially('status:removed ');
      await expect(panel.getByText('Nothing matches the filter')).toBeVisible();
      await expect(count).toHaveText(`0 of ${all} routes`);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await expect(chip).toHaveCount(0);
      await expect(count).toHaveText(`${all} routes`);

      await panel.getByRole('combobox', { name: /group by/ }).selectOption('none');
      const flat = panel.getByRole('grid', { name: 'routes' });
      const head = flat.getByRole('columnheader', { name: 'match' });
      await head.getByRole('button').click();
      await expect(head).toHaveAttribute('aria-sort', 'ascending');
      const width = async () => Math.round((await head.boundingBox())?.width ?? 0);
      const usual = await width();
      await head.getByRole('button').press('Shift+ArrowLeft');
      await expect.poll(width).toBe(usual - 16);
      const edge = await head.boundingBox();
      if (edge === null) throw new Error('the head is gone');
      await page.mouse.move(edge.x + edge.width - 3, edge.y + 8);
      await page.mouse.down();
      await page.mouse.move(edge.x + edge.width + 27, edge.y + 8, { steps: 4 });
      await page.mouse.up();
      await expect.poll(width).toBe(usual + 14);
      await expect(head).toHaveAttribute('aria-sort', 'ascending');
      await page.reload();
      await window.openPanel('Routes');
      await expect.poll(width).toBe(usual + 14);
      await expectAccessible(page);
      await panel.getByRole('button', { name: 'Usual widths' }).click();
      await expect.poll(width).toBe(usual);
    });
  });
}
