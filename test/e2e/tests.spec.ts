import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectAccessible } from './accessible.ts';
import { ask } from './ask.ts';
import { test, expect as within } from './walk.ts';

test.use({ example: 'httpbin' });
// Requests are asked after the analysis, and the analysis after the typing: a busy machine takes its time for each.
test.describe.configure({ timeout: 180_000 });
const expect = within.configure({ timeout: 30_000 });

const routeTests = `apiVersion: slipway.dev/v1
kind: RouteTest
metadata: { name: httpbin }
spec:
  tests:
  # what everybody may ask for
  - name: statuses are answered
    request:
      hosts: [httpbin.example.com]
      paths: [/status/200, /status/418]
      methods: [GET, HEAD]
    expect: { destinations: [{ host: httpbin, port: 8000 }] } # the only one
`;

const foreign = `testCases:
- description: delays
  wantMatch: true
  request: { authority: [httpbin.example.com], method: [GET], uri: [/delay/1] }
  route: [{ destination: { host: httpbin, port: { number: 8000 } } }]
  timeout: 5s
`;

test('a test fails while somebody types, says why, and holds when the rule is mended', async ({ window, slipway }) => {
  const { page } = window;
  writeFileSync(join(slipway.folder, 'route-tests.yaml'), routeTests);
  const panel = await window.openPanel('Tests');
  await expect(panel).toContainText('4 requests: all hold');

  await window.tab(/virtual-service\.yaml/).click();
  await window.replaceLine('prefix: /status', 'prefix: /state');
  await expect(panel).toContainText('4 requests: 4 fail');
  const rail = page.getByRole('navigation', { name: 'panels' }).getByRole('button', { name: /^Tests/ });
  await expect(rail).toContainText('4 tests fail');
  const fold = panel.getByRole('button', { name: /^why “statuses are answered” fails: GET .*\/status\/200/ });
  await fold.press('Enter');
  const trace = panel.getByRole('list', { name: 'why it fails' });
  await expect(trace).toContainText('path "/status/200" does not start with "/state"');
  await expectAccessible(page);
  await trace.getByRole('listitem').filter({ hasText: 'start with "/state"' }).getByRole('button').click();
  await expect(window.cursorLine).toContainText('prefix: /state');

  await window.replaceLine('prefix: /state', 'prefix: /status');
  await expect(panel).toContainText('4 requests: all hold');
  await expect(rail).not.toContainText('fail');
});

test('what happens now is accepted and taken back; a new test is made of a curl command', async ({
  window,
  slipway,
}) => {
  const { page } = window;
  writeFileSync(join(slipway.folder, 'route-tests.yaml'), routeTests.replace('port: 8000', 'port: 8001'));
  const panel = await window.openPanel('Tests');
  await expect(panel).toContainText('4 requests: 4 fail');
  await panel
    .getByRole('button', { name: /^why “/ })
    .first()
    .click();
  await panel.getByRole('button', { name: 'Accept what happens now' }).click();
  await expect(panel).toContainText('4 requests: all hold');
  await window.tab(/route-tests\.yaml/).click();
  await expect(window.text).toContainText('port: 8000');
  await expect(window.text).toContainText('# the only one');
  await window.text.click();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(panel).toContainText('4 requests: 4 fail');

  await panel.getByRole('button', { name: 'New test' }).click();
  const field = panel.getByRole('textbox', { name: /^A URL/ });
  await field.fill("curl 'http://httpbin.example.com/nowhere' -H 'x-who: me'");
  await expectAccessible(page);
  await field.press('Enter');
  await expect(panel).toContainText('5 requests: 4 fail');
  await expect(window.text).toContainText('status: 404');
});

test('a foreign file runs as it is, and is imported: from the workspace, and where it is dropped', async ({
  window,
  slipway,
}) => {
  const { page } = window;
  writeFileSync(join(slipway.folder, 'httpbin_test.yml'), foreign);
  const panel = await window.openPanel('Tests');
  await expect(panel).toContainText('1 request: all hold');
  await expect(panel).toContainText('testCases[0].timeout');
  await panel.getByRole('button', { name: 'Import httpbin_test.yml' }).click();
  await expect(window.tab(/httpbin-test\.yaml/)).toBeVisible();
  await expect(window.text).toContainText('kind: RouteTest');

  await page.keyboard.press('F1');
  await page.keyboard.type('import route tests');
  await page.keyboard.press('Enter');
  await expect(panel.getByRole('textbox', { name: /^A file of istio-config-validator/ })).toBeFocused();
  const dropped = await page.evaluateHandle((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], 'other_test.yml'));
    return data;
  }, foreign);
  await panel.getByRole('textbox').dispatchEvent('drop', { dataTransfer: dropped });
  await expect(panel).toContainText('1 test imported into other-test.yaml');
  await expect(window.tab(/other-test\.yaml/)).toBeVisible();
});

test('coverage counts rules, by tests alone or with traffic, and marks those that nothing hits', async ({
  window,
  slipway,
}) => {
  const { page } = window;
  writeFileSync(
    join(slipway.folder, 'route-tests.yaml'),
    routeTests.replace('/status/200, /status/418', '/status/200'),
  );
  const panel = await window.openPanel('Tests');
  await expect(panel).toContainText('2 requests: all hold');
  await panel.getByRole('radio', { name: 'Coverage' }).click();
  await expect(panel).toContainText('1 of 2 rules are hit by a test: 50%.');
  await panel.getByRole('checkbox', { name: /^Mark rules/ }).check();
  await window.tab(/virtual-service\.yaml/).click();
  await expect(page.getByTitle('No test and no traffic has hit this rule.')).toHaveCount(1);
  await panel.getByRole('radio', { name: 'All rules' }).click();
  const rules = panel.getByRole('list', { name: 'rules' });
  await expect(rules).toContainText('Never hit');
  await panel.getByRole('checkbox', { name: 'Count traffic, too' }).check();
  await ask(`${slipway.ingress}/delay/0`, { headers: { host: 'httpbin.example.com' } });
  await expect(rules).toContainText('tests 0, traffic 1');
  await expect(panel).toContainText('2 of 2 rules are hit by a test or by traffic');
  await expect(page.getByTitle('No test and no traffic has hit this rule.')).toHaveCount(0);
  await expectAccessible(page);
});

test('the panel speaks the language of the window', async ({ window, slipway }) => {
  writeFileSync(join(slipway.folder, 'route-tests.yaml'), routeTests.replace('port: 8000', 'port: 8001'));
  const { page } = window;
  await page.addInitScript(() =>
    Object.defineProperty(navigator, 'languages', { get: () => ['zh-CN', 'en'], configurable: true }),
  );
  await page.reload();
  await page.getByRole('navigation').getByRole('button', { name: /^测试/ }).click();
  const panel = page.getByRole('region', { name: '测试', exact: true });
  await expect(panel).toContainText('4 个请求：4 个未通过');
  await panel
    .getByRole('button', { name: /未通过的原因/ })
    .first()
    .click();
  await expect(panel.getByRole('list', { name: '未通过的原因' })).toContainText('实际命中');
  await expectAccessible(page);
  await panel.getByRole('radio', { name: '覆盖率' }).click();
  await expect(panel).toContainText('2 条规则中有 1 条被测试命中');
  await expectAccessible(page);
});
