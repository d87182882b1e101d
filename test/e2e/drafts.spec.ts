import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectAccessible } from './accessible.ts';
import { runSlipway } from './run-slipway.ts';
import { expect, test } from './walk.ts';
import { windowOn } from './window.ts';

test.use({ example: 'httpbin' });

test('a draft outlives a crash of slipway and of the window', async ({ profile, slipway }) => {
  const page = await profile.newPage();
  await page.goto(slipway.ui);
  const window = windowOn(page);
  await window.tab(/virtual-service\.yaml/).click();
  await expect(window.text).toContainText('prefix: /status');
  await window.replaceLine('prefix: /status', 'prefix: /headers');
  // As much as may be lost.
  await page.waitForTimeout(500);
  await Promise.all([slipway.crash(), page.close()]);
  const file = join(slipway.folder, 'virtual-service.yaml');
  expect(readFileSync(file, 'utf8')).not.toContain('prefix: /headers');

  // Another origin, as another port is: nothing that the browser kept is seen there.
  const again = await runSlipway('httpbin', undefined, slipway);
  try {
    const other = await profile.newPage();
    await other.goto(again.ui);
    const back = windowOn(other);
    await back.tab(/virtual-service\.yaml, not saved/).click();
    await expect(back.text).toContainText('prefix: /headers');
    await other
      .getByRole('navigation', { name: 'panels' })
      .getByRole('button', { name: /^Editor/ })
      .click();
    await expectAccessible(other);
    await back.replaceLine('prefix: /headers', 'prefix: /anything');
    await other.waitForTimeout(600);
    await other.keyboard.press('ControlOrMeta+z');
    await expect(back.text).not.toContainText('prefix: /anything');
    await back.replaceLine('prefix: /', 'prefix: /headers');
    await back.save();
    await expect(back.tab(/not saved/)).toHaveCount(0);
    expect(readFileSync(file, 'utf8')).toContain('prefix: /headers');
  } finally {
    await again.stop();
  }
});
