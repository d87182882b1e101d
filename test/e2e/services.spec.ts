import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expectAccessible } from './accessible.ts';
import { ask } from './ask.ts';
import { expect, test } from './walk.ts';

// Eight destinations without an address, eight programs of their names on this machine, and no mouse.

const names = ['orders', 'cart', 'billing', 'search', 'users', 'mail', 'stock', 'prices'];
const shop = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [httpbin.example.com]
  gateways: [httpbin-gateway]
  http:
${names.map((name) => `  - match: [{ uri: { prefix: /${name} } }]\n    route: [{ destination: { host: ${name}, port: { number: 8080 } } }]`).join('\n')}
  - match: [{ uri: { prefix: /web }, headers: { version: { exact: "2" } } }]
    route: [{ destination: { host: web, subset: v2, port: { number: 80 } } }]
  - match: [{ uri: { prefix: /web } }]
    route: [{ destination: { host: web, subset: v1, port: { number: 80 } } }]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web }
spec:
  host: web
  subsets: [{ name: v1, labels: { version: v1 } }, { name: v2, labels: { version: v2 } }]
${[...names, 'web'].map((name) => `---\napiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { ports: [{ port: ${name === 'web' ? 80 : 8080}, name: http }] }`).join('\n')}
`;

test.setTimeout(180_000);

const programs: Server[] = [];
const start = async (name: string): Promise<number> => {
  const server = createServer((_, response) =>
    response.setHeader('content-type', 'text/html').end(`<title>${name}</title>${name} answers`),
  );
  programs.push(server.listen(0, '127.0.0.1'));
  await new Promise((done) => server.once('listening', done));
  return (server.address() as AddressInfo).port;
};
test.afterEach(() => {
  for (const server of programs.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

test('binds eight destinations by keyboard, subsets to different ports, and a fixed answer', async ({
  window,
  slipway,
}) => {
  const ports = await Promise.all(names.map(start));
  const [one, two] = [await start('first'), await start('second')];
  writeFileSync(join(slipway.folder, 'shop.yaml'), shop);
  const { page } = window;
  const panel = await window.openPanel('Services');
  await expect(panel).toContainText('11 without an address');
  await expect(panel).toContainText('8 services without an address have programs');

  const began = Date.now();
  let keys = 0;
  const press = async (key: string) => {
    keys += 1;
    await page.keyboard.press(key);
  };
  await press('ControlOrMeta+9');
  await expect(panel.getByRole('searchbox', { name: 'filter services' })).toBeFocused();
  await press('Enter');
  for (const _ of names) {
    const field = panel.getByRole('combobox');
    const name = /^bind (\w+):/.exec((await field.getAttribute('aria-label')) ?? '')?.[1] ?? '';
    const likely = panel.getByRole('option', { selected: true });
    await expect(likely).toContainText(`127.0.0.1:${ports[names.indexOf(name)]}`);
    await press('Enter');
    await expect(panel.getByRole('combobox', { name: `bind ${name}:` })).toHaveCount(0);
  }
  // What a person needs is these keys and a look at each line; what the machine needs is the rest.
  const said = `${names.length} bindings: ${keys} keys, ${Date.now() - began} ms of this machine`;
  test.info().annotations.push({ type: 'eight bindings', description: said });
  process.stdout.write(`${said}\n`);
  expect(keys).toBe(2 + names.length);
  await expect(panel).toContainText('3 without an address');

  // Next is the service with subsets; they are bound one by one.
  await expect(panel.getByRole('combobox', { name: 'bind web:80 to' })).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.type('stub 404 nothing here');
  await page.keyboard.press('Enter');
  await expect(panel.getByRole('combobox', { name: 'bind web:80 v1 to' })).toBeFocused();
  await page.keyboard.type(String(one));
  await page.keyboard.press('Enter');
  await expect(panel.getByRole('combobox', { name: 'bind web:80 v2 to' })).toBeFocused();
  await page.keyboard.type(`localhost:${two}`);
  await page.keyboard.press('Enter');
  await expect(panel).not.toContainText('without an address');
  await expect(panel.getByRole('combobox')).toHaveCount(0);
  await expect(window.tab('local-services.yaml')).toBeVisible();

  const get = async (path: string, headers: Record<string, string> = {}) =>
    (await ask(slipway.ingress + path, { headers: { host: 'httpbin.example.com', ...headers } })).body;
  for (const name of names) await expect.poll(() => get(`/${name}`)).toContain(`${name} answers`);
  await expect.poll(() => get('/web')).toContain('first answers');
  await expect.poll(() => get('/web', { version: '2' })).toContain('second answers');

  // The way back, and what is gone is told.
  await panel.getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(panel).toContainText('1 without an address');
  programs[names.indexOf('cart')]?.close();
  await expect(panel).toContainText('Nothing listens on port', { timeout: 30_000 });
  await expectAccessible(page);
});

test('binds all that match at once', async ({ window, slipway }) => {
  await Promise.all(names.map(start));
  writeFileSync(join(slipway.folder, 'shop.yaml'), shop);
  const panel = await window.openPanel('Services');
  await panel.getByRole('button', { name: 'Bind all that match…' }).press('Enter');
  await expect(panel.getByRole('checkbox')).toHaveCount(8);
  await expectAccessible(window.page);
  await panel.getByRole('button', { name: 'Bind 8' }).press('Enter');
  await expect(panel).toContainText('3 without an address');
});

test.describe('in Chinese', () => {
  test.use({ locale: 'zh-CN' });

  test('the list of candidates speaks Chinese', async ({ window, slipway }) => {
    await start('orders');
    writeFileSync(join(slipway.folder, 'shop.yaml'), shop);
    const { page } = window;
    await page.getByRole('navigation').getByRole('button', { name: '服务', exact: true }).click();
    await page.getByRole('searchbox', { name: '筛选服务' }).fill('orders');
    await page.getByRole('searchbox', { name: '筛选服务' }).press('Enter');
    await expect(page.getByRole('option', { selected: true })).toContainText('名称为“orders”');
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await expect(page.getByText('绑定 orders:8080：已写入 local-services.yaml')).toBeVisible();
  });
});
