import { expectAccessible } from './accessible.ts';
import { expect, test } from './walk.ts';

for (const theme of ['light', 'dark'] as const) {
  test.describe(`in the ${theme} theme`, () => {
    test.use({ example: 'canary', theme });

    test('the table of routes: sorted, filtered, walked by keys, a rule moved and put back', async ({ window }) => {
      const { page } = window;
      const panel = await window.openPanel('Routes');
      await panel.getByRole('radio', { name: 'Table' }).click();
      const grid = panel.getByRole('treegrid', { name: 'routes' });
      await expect(grid.getByRole('row', { expanded: true }).first()).toBeVisible();
      await expectAccessible(page);

      await grid.focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('.');
      const menu = page.getByRole('menu', { name: /^actions of route/ });
      await expect(menu.getByRole('menuitem', { name: /Show in the text/ })).toBeFocused();
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await expect(menu).toHaveCount(0);

      await grid.focus();
      await page.keyboard.press('Alt+ArrowDown');
      await expect(panel.getByRole('status').filter({ hasText: 'rule' }).first()).toContainText(/moved down|order/);

      await panel.getByRole('searchbox').fill('status:unbound');
      await expect(panel.getByRole('button', { name: 'remove the filter status:unbound' })).toBeVisible();
      await panel.getByRole('button', { name: 'remove the filter status:unbound' }).click();
      await expect(panel.getByRole('searchbox')).toHaveValue('');

      await panel.getByRole('combobox', { name: /group by/ }).selectOption('none');
      await panel.getByRole('button', { name: 'match', exact: true }).click();
      await expect(panel.getByRole('columnheader', { name: 'match' })).toHaveAttribute('aria-sort', 'ascending');
      await expectAccessible(page);
    });
  });
}
