import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, serveLocally } from './ask.ts';
import { expect, test } from './walk.ts';

const httpbin = { headers: { host: 'httpbin.example.com' } };

for (const theme of ['light', 'dark'] as const) {
  test.describe(`in the ${theme} theme`, () => {
    test.use({ example: 'httpbin', theme });

    test('routes: the table follows the keyboard, Enter goes to the line in the YAML', async ({ window }) => {
      const table = (await window.openPanel('Routes')).getByRole('treegrid', { name: 'routes' });
      await expect(table.getByRole('row', { name: /^httpbin\.example\.com port 80 → 127\.0\.0\.1:\d+/ })).toBeVisible();
      const route = table.getByRole('row', { name: /\/status/ });
      await table.focus();
      await table.press('Home');
      while ((await route.getAttribute('aria-selected')) !== 'true') await table.press('ArrowDown');
      await table.press('Enter');
      await expect(window.tab(/virtual-service\.yaml/)).toHaveAttribute('aria-selected', 'true');
      await expect(window.cursorLine).toHaveText(/match:|uri:|prefix: \/status/);
    });

    test('explain: what is sent comes out as predicted', async ({ window }) => {
      const panel = await window.openPanel('Explain');
      const url = panel.getByRole('textbox', { name: 'URL' });
      const prediction = panel.getByRole('region', { name: 'prediction' });
      const response = panel.getByRole('region', { name: 'response' });

      await url.fill('http://httpbin.example.com/status/418');
      await expect(prediction).toContainText('httpbin.default.svc.cluster.local:8000');
      await panel.getByRole('button', { name: 'Send', exact: true }).click();
      await expect(response).toContainText('418');

      await url.fill('http://httpbin.example.com/headers');
      await expect(prediction).toContainText('404');
      await url.press('Enter');
      await expect(response).toContainText('404');
      await expect(response).not.toContainText('predicted');
      await panel
        .getByRole('button', { name: 'Running' })
        .or(panel.getByRole('radio', { name: 'Running' }))
        .click();
      await expect(prediction).toContainText('404');
    });

    test('services: endpoints say how they are while requests go there', async ({ window, slipway }) => {
      const panel = await window.openPanel('Services');
      const service = panel.getByRole('listitem', { name: /^httpbin\.default.*:8000$/ });
      await expect(service).toContainText('not asked yet');
      await ask(`${slipway.ingress}/status/200`, httpbin);
      await ask(`${slipway.ingress}/status/500`, httpbin);
      const endpoint = service
        .getByRole('table', { name: /^endpoints of httpbin/ })
        .getByRole('row')
        .nth(1);
      await expect(endpoint).toContainText('healthy');
      await expect(endpoint).toContainText('50%');
      await expect(endpoint).toContainText('1 answered 5xx');
    });

    test('services: bound to a program here, the program gets the requests', async ({ window, slipway }) => {
      const program = await serveLocally('from a program of my own');
      const panel = await window.openPanel('Services');
      const service = panel.getByRole('listitem', { name: /^httpbin\.default.*:8000$/ });
      await expect(service).toContainText('bundled sample');
      await service.getByRole('button', { name: 'Bind elsewhere' }).click();
      const field = panel.getByRole('combobox');
      await field.fill(program.address);
      await field.press('Enter');
      await expect(service).toContainText(program.address);
      await expect
        .poll(async () => (await ask(`${slipway.ingress}/status/200`, httpbin)).body)
        .toBe('from a program of my own');
      const texts = readdirSync(slipway.folder).map((name) => readFileSync(join(slipway.folder, name), 'utf8'));
      expect(texts.filter((text) => /kind: LocalService/.test(text) && text.includes(program.address))).toHaveLength(1);
      await program.stop();
    });
  });
}

test('line numbers stand beside their lines from the first look on', async ({ window }) => {
  const topOf = (part: string) =>
    window.editor
      .locator(part)
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top).filter((top) => top > 0));
  await expect(window.text.locator('.cm-line').nth(8)).toBeVisible();
  const lines = await topOf('.cm-line');
  expect((await topOf('.cm-lineNumbers .cm-gutterElement')).slice(-lines.length)).toEqual(lines);
});
