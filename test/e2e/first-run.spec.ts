import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Locator, Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { type EmptySlipway, runEmptySlipway } from './run-empty.ts';
import { expect, test } from './walk.ts';

let slipway: EmptySlipway;
test.beforeEach(async () => {
  slipway = await runEmptySlipway();
});
test.afterEach(() => slipway.stop());

const startPage = (page: Page, name = 'start page') => page.getByRole('region', { name });
/** Follows a link of the window as a person does, and gives what the browser shows then. */
const follow = async (profile: BrowserContext, page: Page, name: RegExp): Promise<string> => {
  const [tab] = await Promise.all([
    profile.waitForEvent('page'),
    page.getByRole('complementary').getByRole('link', { name }).click(),
  ]);
  await tab.waitForLoadState();
  const text = (await tab.textContent('body')) ?? '';
  await tab.close();
  return text;
};

/** Presses Tab until this has the focus. */
const tabTo = async (page: Page, wanted: Locator): Promise<void> => {
  for (let presses = 0; presses < 12; presses += 1) {
    await page.keyboard.press('Tab');
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
  }
  await expect(wanted).toBeFocused();
};

test('a newcomer sees a routed page after two clicks, and makes three edits that answer', async ({ profile }) => {
  test.setTimeout(180_000);
  const page = await profile.newPage();
  const begun = Date.now();
  await page.goto(slipway.ui);
  await expect(startPage(page)).toContainText('A routed page in a minute');
  await expectAccessible(page);

  // The first click, and the second.
  await page.getByRole('button', { name: 'Try the first sample' }).click();
  const tour = page.getByRole('complementary', { name: 'tour' });
  await expect(tour).toContainText('It runs');
  await expectAccessible(page);
  expect(await follow(profile, page, /^Open http:\/\/localhost/)).toBe('Hello from version 1\n');
  // What is promised, with the checks above; mostly it takes two seconds.
  expect(Date.now() - begun).toBeLessThan(60_000);

  await test.step('a match is changed by hand', async () => {
    await expect(tour).toContainText('Change a match');
    const file = join(slipway.home, 'slipway', 'samples', 'hello', 'hello.yaml');
    await tour.getByRole('button', { name: 'Show the line' }).click();
    const line = page.locator('.cm-activeLine');
    await expect(line).toContainText('prefix: /hello');
    await page.keyboard.press('End');
    await page.keyboard.type('-again');
    await page.keyboard.press('Escape');
    await expect(tour).toContainText('Now save it');
    await page.keyboard.press('ControlOrMeta+s');
    await expect(tour).toContainText('It answers by your text now');
    expect(readFileSync(file, 'utf8')).toContain('prefix: /hello-again');
    expect(await follow(profile, page, /hello-again$/)).toBe('Hello from version 1\n');
  });

  await test.step('the traffic is split', async () => {
    await expect(tour).toContainText('Split the traffic');
    await tour.getByRole('button', { name: 'Do it for me' }).click();
    await expect(tour).toContainText('Both versions have a share');
    await tour.getByRole('button', { name: 'Send 20 requests' }).click();
  });

  await test.step('something is broken, and Explain finds it', async () => {
    await expect(tour).toContainText('Break something');
    await tour.getByRole('button', { name: 'Do it for me' }).click();
    await expect(tour).toContainText('see what a client would see');
    await expect(async () => {
      const send = tour.getByRole('button', { name: 'Send 4 requests' });
      if (await send.isVisible()) await send.click();
      await expect(tour).toContainText('That was a 503', { timeout: 2_000 });
    }).toPass();
    await tour.getByRole('button', { name: 'Ask Explain why' }).click();
    await expect(page.getByRole('region', { name: /^Explain/ }).first()).toContainText('did you mean');
    await expect(tour).toContainText('Now put it back');
    await expectAccessible(page);
    await tour.getByRole('button', { name: 'Do it for me' }).click();
    await expect(tour).toContainText('It is mended');
    await tour.getByRole('button', { name: 'Send a request' }).click();
  });

  await expect(tour).toContainText('That was the tour');
  await tour.getByRole('button', { name: 'Close' }).click();
  await expect(tour).toHaveCount(0);
  // It is over for good, also for the next window.
  await page.reload();
  await expect(page.getByRole('contentinfo')).toContainText('gateway is running');
  await expect(tour).toHaveCount(0);
});

test('the tour stands in nobody’s way: small by Escape, ended by a button, begun again by a command', async ({
  profile,
}) => {
  const page = await profile.newPage();
  await page.goto(slipway.ui);
  await page.getByRole('button', { name: 'Try the first sample' }).click();
  const tour = page.getByRole('complementary', { name: 'tour' });
  await tour.getByRole('link').focus();
  await page.keyboard.press('Escape');
  await expect(tour.getByRole('link')).toHaveCount(0);
  await tour.getByRole('button', { name: 'show the card' }).click();
  await expect(tour.getByRole('link')).toBeVisible();
  await tour.getByRole('button', { name: 'End the tour' }).click();
  await expect(tour).toHaveCount(0);
  await page.keyboard.press('ControlOrMeta+Shift+p');
  await page.keyboard.type('Start the tour');
  await page.keyboard.press('Enter');
  await expect(tour).toContainText('It runs');
});

test('the first page and the first edit by keyboard alone: the focus is never lost', async ({ profile }) => {
  const page = await profile.newPage();
  await page.goto(slipway.ui);
  const tour = page.getByRole('complementary', { name: 'tour' });
  const has = (locator: Locator) => expect(locator).toBeFocused();
  await has(page.getByRole('heading', { name: 'Slipway', exact: true }));
  await tabTo(page, page.getByRole('button', { name: 'Try the first sample' }));
  await page.keyboard.press('Enter');
  await expect(tour).toContainText('It runs');
  await has(page.getByRole('region', { name: 'Routes' }));
  await page.keyboard.press('F6');
  await has(tour);
  await tabTo(page, tour.getByRole('link'));
  const [tab] = await Promise.all([profile.waitForEvent('page'), page.keyboard.press('Enter')]);
  await tab.close();
  await expect(tour).toContainText('Change a match');
  // The link is gone.
  await has(tour);
  await tabTo(page, tour.getByRole('button', { name: 'Do it for me' }));
  await page.keyboard.press('Enter');
  await expect(tour).toContainText('It answers by your text now');
  await has(tour);
  await tabTo(page, tour.getByRole('link', { name: /welcome$/ }));
});

test('another workspace is opened while the window stays, and what was typed waits for the way back', async ({
  profile,
}) => {
  const page = await profile.newPage();
  await page.goto(slipway.ui);
  const samples = startPage(page).getByRole('region', { name: 'Samples' });
  await samples.getByRole('button', { name: 'Open httpbin for every browser' }).click();
  const editor = page.getByRole('region', { name: 'Editor' });
  await expect(editor.getByRole('tab', { name: /httpbin\.yaml/ })).toBeVisible();
  await expect(page.getByRole('complementary', { name: 'httpbin for every browser' })).toContainText('/status/418');
  await expectAccessible(page);
  await editor.getByRole('textbox', { name: /^text of / }).click();
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.type('# typed and not saved\n');

  await page.keyboard.press('ControlOrMeta+o');
  const own = slipway.home;
  writeFileSync(join(own, 'mine.yaml'), 'apiVersion: v1\nkind: Service\nmetadata:\n  name: mine\n');
  const field = startPage(page).getByRole('textbox', { name: 'Path of a folder or YAML file' });
  await field.fill(join(own, 'nothing'));
  await field.press('Enter');
  await expect(startPage(page)).toContainText('there is nothing of this name');
  await field.fill(join(own, 'mine.yaml'));
  await field.press('Enter');
  await expect(editor.getByRole('tab')).toHaveText([/mine\.yaml/]);
  await expect(editor.getByRole('textbox', { name: /^text of / })).toContainText('kind: Service');

  await page.keyboard.press('ControlOrMeta+o');
  await startPage(page)
    .getByRole('region', { name: 'Opened lately' })
    .getByRole('button', { name: /^httpbin for/ })
    .click();
  await expect(editor.getByRole('textbox', { name: /^text of / })).toContainText('# typed and not saved');
});

test.describe('in Chinese', () => {
  test.use({ theme: 'dark' });
  test('the start page and the tour speak the language that is chosen', async ({ profile }) => {
    const page = await profile.newPage();
    await page.goto(slipway.ui);
    await startPage(page).getByRole('radio', { name: '简体中文' }).or(page.getByText('简体中文')).first().click();
    await expect(startPage(page, '起始页')).toContainText('一分钟内看到第一个页面');
    await expectAccessible(page);
    await page.getByRole('button', { name: '试用第一个示例' }).click();
    const tour = page.getByRole('complementary', { name: '导览' });
    await expect(tour).toContainText('已经在运行');
    await expectAccessible(page);
    expect(await follow(profile, page, /^打开 http:\/\/localhost/)).toBe('Hello from version 1\n');
    await expect(tour).toContainText('修改匹配条件');
  });
});

test('files that are dropped become new files of the workspace', async ({ profile }) => {
  const page = await profile.newPage();
  await page.goto(slipway.ui);
  await startPage(page).getByRole('button', { name: 'Open Canary release' }).click();
  await expect(page.getByRole('tab', { name: /canary\.yaml/ })).toBeVisible();
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(['kind: Gateway\n'], 'dropped.yaml'));
    const editor = document.querySelector('.cm-content');
    for (const type of ['dragover', 'drop'])
      editor?.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
  });
  await expect(page.getByRole('status').filter({ hasText: 'dropped.yaml is a new file' })).toBeVisible();
  await expect(page.getByRole('tab', { name: /dropped\.yaml/ })).toBeVisible();
});
