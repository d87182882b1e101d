import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, serveLocally } from './ask.ts';
import { expect, test } from './walk.ts';

test.use({ example: 'httpbin' });

const virtualService = (rest: string): string =>
  `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: bad }
spec:
  hosts: [bad.example.com]
  gateways: [httpbin-gateway]
${rest}`;
const gateway = (name: string, port: number): string =>
  `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: ${name} }
spec:
  servers:
  - port: { number: ${port}, name: http, protocol: HTTP }
    hosts: ["bad.example.com"]
`;
const bomb = 'bcdefghij'.replace(/./g, (name, at: number) => {
  const before = 'abcdefghi'[at];
  return `${name}: &${name} [${Array(9).fill(`*${before}`)}]\n`;
});

const inputs: readonly (readonly [what: string, text: string, message: RegExp])[] = [
  ['half typed', 'apiVersion: networking.istio.io/v1\nkind: Gateway\nspec:\n  servers: [{ po', /is not closed/],
  ['a tab', virtualService('\thttp: []\n'), /tabs/],
  ['a key twice', virtualService('  hosts: [other.example.com]\n'), /"hosts" is written twice/],
  ['an alias bomb', `a: &a [x]\n${bomb}`, /aliases of this document stand for more than/],
  ['an unknown kind', 'apiVersion: example.com/v2\nkind: Spaceship\nmetadata: { name: bad }\n', /"Spaceship".*ignored/],
  ['an unknown field', virtualService('  htpp: []\n'), /"htpp" is not a field.*"http"/],
  ['a wrong type', virtualService('  http: yes\n'), /"http" must be a list/],
  ['port 0', gateway('bad', 0), /nothing can listen on port 0/],
  ['port 70000', gateway('bad', 70_000), /must be from 0 to 65535, not 70000/],
  ['a resource twice', gateway('httpbin-gateway', 80), /"default\/httpbin-gateway" is already described/],
];

test('each mistake in a file is told once in the window, and traffic goes on', async ({ window, slipway }) => {
  const problems = window.editor.getByRole('region', { name: 'problems' });
  const answers = async () =>
    (await ask(`${slipway.ingress}/status/200`, { headers: { host: 'httpbin.example.com' } })).status;
  for (const [what, text, message] of inputs) {
    await test.step(what, async () => {
      // Its name comes last: of two alike, the first file is the one in force.
      const file = join(slipway.folder, 'zebra.yaml');
      writeFileSync(file, text);
      await expect(problems.getByRole('button', { name: message })).toHaveCount(1);
      expect(await answers()).toBe(200);
      rmSync(file);
      await expect(problems).toHaveCount(0);
    });
  }
});

test('ten thousand routes and five megabytes are shown, found and served', async ({ window, slipway }) => {
  const many = Array.from({ length: 10_000 }, (_, i) => {
    return `  - match: [{ uri: { exact: /r${i} } }]\n    rewrite: { uri: /status/201 }\n    route: [{ destination: { host: httpbin, port: { number: 8000 } } }]\n`;
  });
  const large = virtualService(`  http:\n${many.join('')}`).replace('bad.example.com', 'httpbin.example.com');
  writeFileSync(join(slipway.folder, 'many.yaml'), large);
  writeFileSync(join(slipway.folder, 'notes.yaml'), `# ${'x'.repeat(97)}\n`.repeat(50_000));
  await expect(window.tab(/notes\.yaml/)).toBeVisible();
  const last = `${slipway.ingress}/r9999`;
  await expect
    .poll(async () => (await ask(last, { headers: { host: 'httpbin.example.com' } })).status, { timeout: 30_000 })
    .toBe(201);

  const routes = await window.openPanel('Routes');
  await routes.getByRole('combobox', { name: 'filter routes' }).fill('/r9999');
  const route = routes.getByRole('treegrid').getByRole('row', { name: /path is "\/r9999"/ });
  await route.click();
  await expect(window.tab(/many\.yaml/)).toHaveAttribute('aria-selected', 'true');
  await expect(window.cursorLine).toContainText('/r9999');
  await window.tab(/notes\.yaml/).click();
  await expect(window.text).toContainText('xxx');
});

test('a port that another program holds is told, and the others stay open', async ({ window, slipway }) => {
  const other = await serveLocally('not slipway');
  const port = Number(other.address.split(':')[1]);
  writeFileSync(join(slipway.folder, 'zebra.yaml'), gateway('taken', port));
  const listener = window.status.getByText(new RegExp(`^${port} `));
  await expect(listener).toBeVisible();
  await expect(listener).toHaveAttribute('title', new RegExp(`port ${port} is taken by`));
  const answer = await ask(`${slipway.ingress}/status/200`, { headers: { host: 'httpbin.example.com' } });
  expect(answer.status).toBe(200);
  expect((await ask(`http://${other.address}/`)).body).toBe('not slipway');
  await other.stop();
});
