import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './walk.ts';

test.use({ example: 'httpbin' });

test.describe('a file changed on disk while it is being changed in the window', () => {
  const theirs = (text: string) => text.replace('prefix: /delay', 'prefix: /anything');

  test.beforeEach(async ({ window, slipway }) => {
    await window.tab(/virtual-service\.yaml/).click();
    await expect(window.text).toContainText('prefix: /status');
    await window.replaceLine('prefix: /status', 'prefix: /headers');
    await expect(window.tab(/virtual-service\.yaml, not saved/)).toBeVisible();
    const file = join(slipway.folder, 'virtual-service.yaml');
    writeFileSync(file, theirs(readFileSync(file, 'utf8')));
    await expect(window.editor).toContainText('was changed on disk while you changed it here');
    // Nothing is lost on either side until somebody has chosen.
    await expect(window.text).toContainText('prefix: /headers');
    await window.save();
    expect(readFileSync(file, 'utf8')).toContain('prefix: /anything');
  });

  test('mine is kept, and saved over theirs', async ({ window, slipway }) => {
    await window.editor.getByRole('button', { name: 'Keep mine' }).click();
    await window.text.click();
    await window.save();
    await expect(window.tab(/not saved/)).toHaveCount(0);
    const saved = readFileSync(join(slipway.folder, 'virtual-service.yaml'), 'utf8');
    expect(saved).toContain('prefix: /headers');
    expect(saved).toContain('prefix: /delay');
  });

  test('theirs is taken, and mine comes back with undo', async ({ window, slipway }) => {
    await window.editor.getByRole('button', { name: 'Take theirs' }).click();
    await expect(window.text).toContainText('prefix: /anything');
    await expect(window.text).toContainText('prefix: /status');
    await expect(window.tab(/not saved/)).toHaveCount(0);
    expect(readFileSync(join(slipway.folder, 'virtual-service.yaml'), 'utf8')).toContain('prefix: /anything');
    await window.text.click();
    await window.page.keyboard.press('ControlOrMeta+z');
    await expect(window.text).toContainText('prefix: /headers');
  });
});

test('what is not saved outlives a reload of the page', async ({ window, slipway }) => {
  await window.tab(/virtual-service\.yaml/).click();
  await expect(window.text).toContainText('prefix: /status');
  await window.replaceLine('prefix: /status', 'prefix: /headers');
  await expect(window.tab(/virtual-service\.yaml, not saved/)).toBeVisible();
  const isKept = () => window.page.evaluate(() => JSON.stringify({ ...localStorage }).includes('prefix: /headers'));
  await expect.poll(isKept).toBe(true);
  await window.page.reload();
  await window.tab(/virtual-service\.yaml, not saved/).click();
  await expect(window.text).toContainText('prefix: /headers');
  await window.save();
  await expect(window.tab(/not saved/)).toHaveCount(0);
  expect(readFileSync(join(slipway.folder, 'virtual-service.yaml'), 'utf8')).toContain('prefix: /headers');
});
