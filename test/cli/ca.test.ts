import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { dataFolderOf } from '../../src-main/app/data-folder.ts';
import { slipway } from './fake-terminal.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-ca-'));
  vi.stubEnv('XDG_DATA_HOME', folder);
  vi.stubEnv('LOCALAPPDATA', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

test('the data folder follows the habits of each system', () => {
  expect(dataFolderOf('linux', {}, '/people/ada')).toBe('/people/ada/.local/share/slipway');
  expect(dataFolderOf('linux', { XDG_DATA_HOME: '/data' }, '/people/ada')).toBe('/data/slipway');
  expect(dataFolderOf('linux', { XDG_DATA_HOME: 'data' }, '/people/ada')).toBe('/people/ada/.local/share/slipway');
  expect(dataFolderOf('darwin', {}, '/people/ada')).toBe('/people/ada/Library/Application Support/slipway');
  expect(dataFolderOf('win32', {}, 'D:\\ada')).toBe('D:\\ada\\AppData\\Local\\slipway');
});

// On macOS the folder follows the home alone, which a test must not write to.
test.runIf(process.platform !== 'darwin')(
  'slipway ca names the file of the certificate, and shows the same one',
  async () => {
    const path = await slipway(['ca']);
    const shown = await slipway(['ca', '--pem']);
    expect([path.code, path.answer, shown.code]).toEqual([0, join(folder, 'slipway', 'ca.pem'), 0]);
    expect(readFileSync(path.answer, 'utf8').trim()).toBe(shown.answer);
    expect(new X509Certificate(shown.answer).ca).toBe(true);
    expect(shown.answer).not.toContain('PRIVATE');
  },
);

test.runIf(process.platform !== 'darwin')('a data folder that cannot be used is said in one line', async () => {
  writeFileSync(join(folder, 'slipway'), 'in the way');
  expect(await slipway(['ca'])).toMatchObject({
    code: 1,
    answer: '',
    notes: expect.stringMatching(/^slipway: .*writable$/),
  });
});
