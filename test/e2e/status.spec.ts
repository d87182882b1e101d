import { expect, test } from './walk.ts';

for (const theme of ['light', 'dark'] as const) {
  test.describe(`in the ${theme} theme`, () => {
    test.use({ example: 'gateway-api', theme });

    test('status: conditions follow what is typed, the keyboard folds, a press goes to the YAML', async ({
      window,
    }) => {
      const panel = await window.openPanel('Status');
      const gateway = panel.getByRole('listitem', { name: 'Gateway default/httpbin-gateway' });
      const route = panel.getByRole('listitem', { name: 'HTTPRoute default/httpbin' });
      await expect(gateway).toContainText('Programmed');
      const listener = gateway.getByRole('region', { name: /^listener http of / });
      await expect(listener).toContainText(/port 80 → 127\.0\.0\.1:\d+/);
      await expect(listener).toContainText('1 attached route');

      await window.replaceLine('- name: httpbin-gateway', '- name: httpbin-gateways');
      await expect(route).toContainText('not attached');
      await expect(listener).toContainText('0 attached routes');
      await window.replaceLine('- name: httpbin-gateways', '- name: httpbin-gateway');
      await window.replaceLine('port: 8000', 'port: 8001');
      await expect(panel.getByRole('listitem').first()).toHaveAccessibleName('HTTPRoute default/httpbin');
      await expect(route).toContainText(/ResolvedRefs: False\s*BackendNotFound/);

      const fold = gateway.getByRole('button', { name: 'conditions of Gateway default/httpbin-gateway' });
      await fold.focus();
      await fold.press('Enter');
      await expect(fold).toHaveAttribute('aria-expanded', 'false');
      await expect(listener).toHaveCount(0);
      await panel.getByRole('searchbox', { name: 'filter resources' }).fill('backendnotfound');
      await expect(gateway).toHaveCount(0);
      await route.getByRole('button', { name: 'default/httpbin', exact: true }).press('Enter');
      await expect(window.cursorLineNumber).toHaveText('21');
    });
  });
}
