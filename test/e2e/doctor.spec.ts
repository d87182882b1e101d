import { writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expectAccessible } from './accessible.ts';
import { expect, test } from './walk.ts';

const binding = (address: string) => `apiVersion: slipway.dev/v1
kind: LocalService
metadata: { name: httpbin }
spec: { address: "${address}" }
`;

for (const theme of ['light', 'dark'] as const) {
  test.describe(`in the ${theme} theme`, () => {
    test.use({ example: 'httpbin', theme });

    test('doctor: a service that is gone has one cause, the keyboard leads to its remedy, and all is well again', async ({
      window,
      slipway,
    }) => {
      const panel = await window.openPanel('Doctor');
      await expectAccessible(window.page);
      // Port 1 is nobody's.
      writeFileSync(join(slipway.folder, 'local.yaml'), binding('127.0.0.1:1'));
      await expect(window.tab('local.yaml')).toBeVisible();
      await expect.poll(window.generation).toBeGreaterThan(1);
      await panel.getByRole('button', { name: 'Examine this machine' }).press('Enter');
      const again = panel.getByRole('button', { name: 'Examine again' });
      await expect(again).toBeEnabled({ timeout: 30_000 });
      const services = panel.getByRole('listitem', { name: 'services: failing' });
      await expect(services).toContainText('nobody listens at 127.0.0.1:1 for "httpbin');
      await expect(services).toContainText('service-down');
      await expect(panel.getByRole('listitem', { name: /: (failing|warning)$/ })).toHaveCount(1);
      await expect(panel.getByRole('status').filter({ hasText: '1 failing' })).toBeVisible();
      await expectAccessible(window.page);

      await panel.getByRole('button', { name: 'copy the report' }).press('Enter');
      const report = await window.page.evaluate(() => navigator.clipboard.readText());
      expect(report).toContain('[service-down]');
      expect(report).not.toContain(homedir());

      await panel.getByRole('radio', { name: 'Problems' }).press('Enter');
      await expect(panel.getByRole('listitem')).toHaveCount(1);
      await services.getByRole('button', { name: 'Go to the services' }).press('Enter');
      await expect(window.page.getByRole('region', { name: 'Services', exact: true })).toBeVisible();

      const { port } = new URL(slipway.ui);
      writeFileSync(join(slipway.folder, 'local.yaml'), binding(`127.0.0.1:${port}`));
      await expect.poll(window.generation).toBeGreaterThan(2);
      await window.openPanel('Doctor');
      await again.press('Enter');
      await expect(panel.getByText('all well')).toBeVisible({ timeout: 30_000 });
      await expect(panel).toContainText('Nothing is wrong.');
    });
  });
}
