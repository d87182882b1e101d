import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createApp } from '../../src-main/app/app.ts';
import { beFound } from '../../src-main/app/be-found.ts';
import { usualSettings } from '../../src-main/contract/settings.ts';
import { createLoopback } from '../../src-main/loopback/loopback.ts';
import { slipway } from './fake-terminal.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-settings-'));
  vi.stubEnv('XDG_DATA_HOME', folder);
  vi.stubEnv('LOCALAPPDATA', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

// On macOS the folder follows the home alone, which a test must not write to.
describe.runIf(process.platform !== 'darwin')('slipway settings', () => {
  const file = () => join(folder, 'slipway', 'settings.json');

  test('lists what holds, gets one, and sets one for everybody after', async () => {
    const usual = await slipway(['settings']);
    expect(usual.answer).toMatch(/^language +system\ntheme +system\n/);
    expect(JSON.parse((await slipway(['settings', 'list', '--json'])).answer)).toEqual(usualSettings);
    expect(await slipway(['settings', 'set', 'capture.bodyBytes', '32KiB'])).toEqual({
      code: 0,
      answer: '',
      notes: '',
    });
    expect(await slipway(['settings', 'set', 'capture.bodies', 'off'])).toMatchObject({ code: 0 });
    expect((await slipway(['settings', 'get', 'capture.bodyBytes'])).answer).toBe('32768');
    expect((await slipway(['settings', 'get', 'capture.bodies', '--json'])).answer).toBe('false');
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({
      capture: { bodies: false, bodyBytes: 32_768 },
      version: 1,
    });
  });

  test.each([
    [['set', 'zoom', '9'], '"zoom" cannot be "9"; it takes 50 to 200'],
    [['set', 'zoom', ''], '"zoom" cannot be ""'],
    [['set', 'theme', 'pink'], 'system | light | dark'],
    [['set', 'capture.bytes', '5TiB'], '1MiB to 4096MiB'],
    [['set', 'capture.bodies', 'maybe'], 'true | false'],
    [['get', 'colour'], 'there is no setting "colour"'],
    [['get'], 'is followed by a key'],
    [['set', 'zoom'], 'is followed by a key and a value'],
    [['put'], 'neither "list"'],
  ])('%j is wrong use', async (words, reason) => {
    expect(await slipway(['settings', ...words])).toMatchObject({ code: 2, notes: expect.stringContaining(reason) });
  });

  test('a file that cannot be understood is said, and the usual settings hold', async () => {
    await slipway(['settings', 'set', 'zoom', '110']);
    writeFileSync(file(), 'zoom = 110');
    const said = await slipway(['settings', 'get', 'zoom']);
    expect(said).toMatchObject({ code: 0, answer: '100', notes: expect.stringContaining('mend the file') });
    expect(readFileSync(file(), 'utf8')).toBe('zoom = 110');
    expect(await slipway(['settings', 'set', 'zoom', '90'])).toMatchObject({ code: 0 });
    expect(readFileSync(`${file()}.broken`, 'utf8')).toBe('zoom = 110');
  });

  test('a Slipway that runs hears of it before the command ends', async () => {
    const log = () => undefined;
    const dataFolder = join(folder, 'slipway');
    const app = await createApp({ paths: [], clock: Date.now, dice: Math.random, log, dataFolder });
    const told: unknown[] = [];
    app.events.on('settings', ({ settings }) => told.push(settings.language));
    const loopback = await createLoopback({ handlers: app.handlers, events: app.events, log, port: 0 });
    const hide = await beFound(loopback.url, [], { dataFolder, clock: Date.now, log });
    try {
      expect(await slipway(['settings', 'set', 'language', 'zh-CN'])).toMatchObject({ code: 0, notes: '' });
      expect(told).toEqual(['zh-CN']);
    } finally {
      await hide();
      await loopback.close();
      await app.close();
    }
  });
});
