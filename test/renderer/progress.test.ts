import { afterEach, beforeEach, expect, it } from 'vitest';
import { createCommands } from '../../src-renderer/state/command-list.ts';
import type { Language } from '../../src-renderer/state/language.ts';
import { askedWithProgress, createProgressStore } from '../../src-renderer/state/progress.ts';
import { openWindow, type TestWindow } from './window.ts';

let window_: TestWindow;
beforeEach(async () => {
  window_ = await openWindow([{ file: 'a.yaml', text: 'a: [1,\n' }]);
});
afterEach(() => window_.stop());

it('a question to the analysis is told of when it takes longer than a moment, and no longer than it is open', async () => {
  const waiting: (() => void)[] = [];
  const progress = createProgressStore((work) => {
    waiting.push(work);
    return () => void waiting.splice(waiting.indexOf(work), 1);
  });
  const open = Promise.withResolvers<undefined>();
  const language = askedWithProgress({ hover: () => open.promise } as unknown as Language, progress);
  const asked = language.hover('a.yaml', 'a: 1', 0);
  expect(progress.getState().doing).toEqual([]);
  for (const work of waiting) work();
  expect(progress.getState().doing.map(({ what }) => what)).toEqual(['analysis']);
  open.resolve(undefined);
  expect(await asked).toBeUndefined();
  expect(progress.getState().doing).toEqual([]);
});

it('the command that formats a file says why it cannot, and nothing any more when it could', async () => {
  const { stores } = window_;
  const nobody = { panels: [], enterPanel: () => {}, press: () => {}, walkParts: () => {}, copy: () => {} };
  const format = createCommands(stores, nobody).find(({ id }) => id === 'format');
  stores.navigation.openFile('a.yaml');
  format?.run();
  await expect.poll(() => stores.flow.getState().refusal).toBeTruthy();
  stores.files.edit('a.yaml', 'a:   1\n');
  await window_.settle();
  format?.run();
  await expect.poll(() => stores.flow.getState().refusal).toBeUndefined();
});
