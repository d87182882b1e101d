import { afterEach, beforeEach, expect, it } from 'vitest';
import { textOf } from '../../src-renderer/state/files.ts';
import { formatFile } from '../../src-renderer/state/format-file.ts';
import { langOf } from '../../src-renderer/ui/lang-of.ts';
import { openWindow, type TestWindow } from './window.ts';

let window: TestWindow;
beforeEach(async () => {
  window = await openWindow();
});
afterEach(() => window.stop());

const file = 'shop.yaml';
const change = (from: string, to: string) => {
  const one = window.stores.files.getState().files.find((open) => open.file === file);
  window.stores.files.edit(file, textOf(one ?? { file }).replace(from, to));
};

it('steps of undo are called in the language that is chosen now, not in that of when they were done', async () => {
  const { files, settings } = window.stores;
  change('  hosts:', '  hosts:   ');
  await window.settle();
  expect(await formatFile(window.stores, file)).toBeUndefined();
  expect(files.history(file)).toEqual({ undo: 'format' });
  await settings.change({ language: 'zh-CN' });
  await window.settle();
  expect(files.history(file)).toEqual({ undo: '格式化' });
  expect(files.undo(file)?.label).toBe('格式化');
  expect(files.history(file)).toEqual({ undo: '输入', redo: '格式化' });
});

it('a failure of a store is told in the language that is chosen', async () => {
  const { settings, workspaces } = window.stores;
  await settings.change({ language: 'zh-CN' });
  await window.settle();
  window.fake.setState('lost');
  expect(await workspaces.open({ sample: 'hello' }, 'hello')).toBe(false);
  const message = workspaces.getState().failure?.message ?? '';
  expect(message).toContain('没有响应');
  expect(langOf(message)).toBeUndefined();
});

it('messages of the core are marked as English, those of the window are its own', () => {
  expect(langOf('the port 80 is taken')).toBe('en');
  expect(langOf('“shop.yaml”无法写入')).toBeUndefined();
  expect(langOf('')).toBeUndefined();
});
