import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  chooseBounds,
  parseWindowState,
  readWindowState,
  writeWindowState,
} from '../../src-main/electron/window-bounds.ts';

const left = { x: 0, y: 25, width: 1920, height: 1055 };
const right = { x: 1920, y: 0, width: 2560, height: 1440 };
const at = (x: number, y: number, width = 1000, height = 700) => ({
  bounds: { x, y, width, height },
  maximised: false,
});

describe('the place of the window', () => {
  test('is where it was, on any display', () => {
    expect(chooseBounds(at(100, 100), [left, right])).toEqual(at(100, 100).bounds);
    expect(chooseBounds(at(2500, 300), [left, right])).toEqual(at(2500, 300).bounds);
    expect(chooseBounds(at(-300, 60), [left])).toEqual(at(-300, 60).bounds);
  });

  test.each([
    ['its display is gone', at(2500, 300)],
    ['its title bar is above every display', at(100, -600)],
    ['hardly anything of it would be seen', at(1900, 300)],
    ['there was none', undefined],
  ])('is the middle of the first display when %s', (_, saved) => {
    expect(chooseBounds(saved, [left])).toEqual({ x: 320, y: 133, width: 1280, height: 840 });
  });

  test('fits a display that became smaller', () => {
    expect(chooseBounds(at(10, 30, 3000, 2000), [left])).toEqual({ x: 10, y: 30, width: 1920, height: 1055 });
    expect(chooseBounds(undefined, [{ x: 0, y: 0, width: 800, height: 600 }])).toMatchObject({
      width: 800,
      height: 600,
    });
  });
});

describe('the file of the window', () => {
  test.each([
    '',
    '{',
    'null',
    '[]',
    '{"bounds":{}}',
    '{"bounds":{"x":0,"y":0,"width":1e9,"height":"2"}}',
    '{"bounds":{"x":0,"y":0,"width":10,"height":10}}',
  ])('that says %s counts as none', (text) => expect(parseWindowState(text)).toBeUndefined());

  test('is read as it was written; a missing one is none', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-window-'));
    try {
      const file = join(folder, 'new', 'window.json');
      expect(await readWindowState(file)).toBeUndefined();
      await writeWindowState(file, { ...at(5, 6), maximised: true });
      expect(await readWindowState(file)).toEqual({ ...at(5, 6), maximised: true });
      writeFileSync(file, 'broken');
      expect(await readWindowState(file)).toBeUndefined();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
