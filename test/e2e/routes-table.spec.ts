import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectAccessible } from './accessible.ts';
import { expect, test } from './walk.ts';

const rule = (name: string, prefix = `/${name}`) => `  # what ${name} is for
  - name: ${name}
    match: [{ uri: { prefix: ${prefix} } }]
    directResponse: { status: 200, body: { string: ${name} } }
`;

for (const theme of ['light', 'dark'] as const) {
  test.describe(`in the ${theme} theme`, () => {
    test.use({ example: 'canary', theme });

    test('a rule is moved by keys in the table, said aloud, served, and put back by undo', async ({
      window,
      slipway,
    }) => {
      const { page } = window;
      const file = join(slipway.folder, 'canary.yaml');
      const onDisk = () => readFileSync(file, 'utf8');
      const before = onDisk().replace(/ {2}http:\n[\s\S]*$/, `  http:\n${rule('a')}${rule('b')}${rule('all', '/')}`);
      const generation = await window.generation();
      writeFileSync(file, before);
      await expect.poll(window.generation).toBeGreaterThan(generation);
      const panel = await window.openPanel('Routes');
      const grid = panel.getByRole('treegrid', { name: 'routes' });
      const row = (words: string) => grid.getByRole('row', { name: words });
      const places = () =>
        Promise.all(['"/a"', '"/b"', '"/"'].map((path) => row(path).getAttribute('aria-posinset').then(Number)));
      await expect(row('"/a"')).toBeVisible();
      expect(await places()).toEqual([1, 2, 3]);
      await expectAccessible(page);

      await grid.focus();
      await grid.press('ArrowDown');
      await expect(row('"/a"')).toHaveAttribute('aria-selected', 'true');
      await grid.press('Alt+ArrowDown');
      await expect(panel.getByRole('status').filter({ hasText: 'rule moved down, now 2 of 3' })).toHaveCount(1);
      // The row goes with its rule and stays the current one; one of the two is marked, and the file is as it was.
      await expect.poll(places).toEqual([2, 1, 3]);
      await expect(row('"/a"')).toHaveAttribute('aria-selected', 'true');
      await expect(row('moved')).toHaveCount(1);
      expect(onDisk()).toBe(before);
      await expectAccessible(page);

      await window.save();
      const swapped = before.replace(rule('a'), '').replace(rule('b'), rule('b') + rule('a'));
      await expect.poll(onDisk).toBe(swapped);
      await expect(row('moved')).toHaveCount(0);

      await grid.focus();
      await page.keyboard.press('ControlOrMeta+z');
      await expect.poll(places).toEqual([1, 2, 3]);
      await expect(row('moved')).toHaveCount(1);
      await window.save();
      await expect.poll(onDisk).toBe(before);
      await expect(row('moved')).toHaveCount(0);
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
