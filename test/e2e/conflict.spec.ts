import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectAccessible } from './accessible.ts';
import { expect, test } from './walk.ts';

test.use({ example: 'httpbin' });

test.describe('a file changed on disk while it is being changed in the window', () => {
  const theirs = (text: string) => text.replace('prefix: /status', 'prefix: /anything');

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

  test('both are taken, place by place, without a mouse', async ({ window, slipway }) => {
    const { page, editor } = window;
    await editor.getByRole('button', { name: 'Merge …' }).press('Enter');
    const view = editor.getByRole('region', { name: /^merge of / });
    await expect(view.getByRole('region', { name: 'Conflict 1 of 1' })).toContainText('prefix: /anything');
    await page
      .getByRole('navigation', { name: 'panels' })
      .getByRole('button', { name: /^Editor/ })
      .click();
    await expectAccessible(page);
    const use = view.getByRole('button', { name: 'Use this result' });
    await expect(use).toBeDisabled();
    const mine = view.getByRole('radio', { name: 'Mine' });
    await mine.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Space');
    await expect(view.getByRole('radio', { name: 'Both' })).toBeChecked();
    await expect(view.getByRole('region', { name: /^result/ })).toContainText('prefix: /headers');
    await use.press('Enter');
    await expect(view).toHaveCount(0);
    await expect(window.text).toContainText('prefix: /headers');
    await expect(window.text).toContainText('prefix: /anything');
    await window.save();
    const saved = () => readFileSync(join(slipway.folder, 'virtual-service.yaml'), 'utf8');
    await expect.poll(saved).toContain('prefix: /headers');
    expect(saved()).toContain('prefix: /anything');
  });

  test('theirs is taken, and mine comes back with undo', async ({ window, slipway }) => {
    await window.editor.getByRole('button', { name: 'Take theirs' }).click();
    await expect(window.text).toContainText('prefix: /anything');
    await expect(window.text).not.toContainText('prefix: /headers');
    await expect(window.tab(/not saved/)).toHaveCount(0);
    expect(readFileSync(join(slipway.folder, 'virtual-service.yaml'), 'utf8')).toContain('prefix: /anything');
    await window.text.click();
    await window.page.keyboard.press('ControlOrMeta+z');
    await expect(window.text).toContainText('prefix: /headers');
  });
});

test('a change on disk in other lines is merged with the draft, and said; undo asks instead', async ({
  window,
  slipway,
}) => {
  await window.tab(/virtual-service\.yaml/).click();
  await expect(window.text).toContainText('prefix: /status');
  await window.replaceLine('prefix: /status', 'prefix: /headers');
  const file = join(slipway.folder, 'virtual-service.yaml');
  writeFileSync(file, `# theirs\n${readFileSync(file, 'utf8')}`);
  await expect(window.editor).toContainText('was merged with the change on disk');
  await expect(window.text).toContainText('# theirs');
  await expect(window.text).toContainText('prefix: /headers');
  await window.page
    .getByRole('navigation', { name: 'panels' })
    .getByRole('button', { name: /^Editor/ })
    .click();
  await expectAccessible(window.page);
  await window.editor.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(window.editor).toContainText('was changed on disk while you changed it here');
  await window.text.click();
  await window.page.keyboard.press('ControlOrMeta+Shift+Z');
  await expect(window.text).toContainText('# theirs');
  await window.save();
  await expect(window.tab(/not saved/)).toHaveCount(0);
  const saved = readFileSync(file, 'utf8');
  expect(saved).toMatch(/^# theirs\n/);
  expect(saved).toContain('prefix: /headers');
});

test('what is not saved outlives a reload of the page', async ({ window, slipway }) => {
  await window.tab(/virtual-service\.yaml/).click();
  await expect(window.text).toContainText('prefix: /status');
  const kept = window.page.waitForResponse(
    (response) => response.ok() && (response.request().postData() ?? '').includes('prefix: /headers'),
  );
  await window.replaceLine('prefix: /status', 'prefix: /headers');
  await expect(window.tab(/virtual-service\.yaml, not saved/)).toBeVisible();
  await kept;
  await window.page.reload();
  await window.tab(/virtual-service\.yaml, not saved/).click();
  await expect(window.text).toContainText('prefix: /headers');
  await window.save();
  await expect(window.tab(/not saved/)).toHaveCount(0);
  expect(readFileSync(join(slipway.folder, 'virtual-service.yaml'), 'utf8')).toContain('prefix: /headers');
});
