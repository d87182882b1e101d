import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCommands } from '../../src-renderer/state/command-list.ts';
import {
  type Command,
  commandFor,
  isComposing,
  isPressed,
  type Pressed,
  sayKeys,
} from '../../src-renderer/state/commands.ts';
import { otherKeys } from '../../src-renderer/state/other-keys.ts';
import { createWords } from '../../src-renderer/words/words.ts';
import { openWindow, type TestWindow } from './window.ts';

let window_: TestWindow;
let done: string[];
let commands: readonly Command[];
beforeEach(async () => {
  window_ = await openWindow();
  done = [];
  commands = createCommands(window_.stores, {
    panels: ['editor', 'routes', 'traffic'],
    enterPanel: (panel) => done.push(`enter ${panel}`),
    press: (panel, deed) => done.push(`press ${deed} in ${panel}`),
    walkParts: (way) => done.push(`walk ${way}`),
    copy: (text) => done.push(text),
  });
});
afterEach(() => window_.stop());

const find = (id: string): Command => {
  const found = commands.find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no command ${id}`);
  return found;
};
const pressed = (key: string, more: Partial<Pressed> = {}): Pressed => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});
const nowhere = { inDialog: false, inField: false };

describe('the list', () => {
  it('has each id and each key once, and a title for everything in every language', () => {
    const ids = [...commands, ...otherKeys].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const keys = commands.flatMap((one) => one.keys);
    expect(new Set(keys).size).toBe(keys.length);
    for (const language of ['en', 'zh-CN'] as const) {
      const words = createWords(language);
      for (const one of [...commands, ...otherKeys]) {
        // What is not in the catalogue comes back as its key.
        expect(one.title(words)).not.toMatch(/^(flow:|command\.|key\.|$)/);
      }
    }
  });

  it('names every key that the editor has of its own', () => {
    const folder = join(import.meta.dirname, '../../src-renderer/panels/editor');
    const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
    const bound = texts.flatMap((text) => [...text.matchAll(/\bkey: '([^']+)',\s*run/g)].map(([, key = '']) => key));
    expect(bound.length).toBeGreaterThan(8);
    const written = new Set(
      otherKeys.flatMap(({ keys }) => keys.map((one) => one.toLowerCase().split('+').sort().join())),
    );
    for (const key of bound) {
      const parts = key
        .split(' ')
        .map((stroke) => stroke.replaceAll('-', '+'))
        .join(' ');
      expect([key, written.has(parts.toLowerCase().split('+').sort().join())]).toEqual([key, true]);
    }
  });
});

describe('a pressed key', () => {
  it.each([
    ['Mod+S', pressed('s', { ctrlKey: true }), true],
    ['Mod+S', pressed('S', { metaKey: true }), false],
    ['Mod+S', pressed('S', { ctrlKey: true, shiftKey: true }), false],
    ['Mod+S', pressed('s', { ctrlKey: true, altKey: true }), false],
    ['Mod+1', pressed('&', { ctrlKey: true, code: 'Digit1' }), true],
    ['Mod+Alt+Z', pressed('Ω', { ctrlKey: true, altKey: true, code: 'KeyZ' }), true],
    ['?', pressed('?', { shiftKey: true }), true],
    ['Mod++', pressed('+', { ctrlKey: true, shiftKey: true }), true],
    ['Mod+=', pressed('=', { ctrlKey: true }), true],
    ['F8', pressed('F8', { shiftKey: true }), false],
    ['Shift+F8', pressed('F8', { shiftKey: true }), true],
  ])('%s', (keys, event, expected) => {
    expect(isPressed(keys, event, false)).toBe(expected);
  });

  it('is ⌘ on a Mac, where Ctrl moves about in text', () => {
    expect(isPressed('Mod+E', pressed('e', { metaKey: true }), true)).toBe(true);
    expect(isPressed('Mod+E', pressed('e', { ctrlKey: true }), true)).toBe(false);
    expect(isPressed('Mod+Alt+Z', pressed('Ω', { metaKey: true, altKey: true, code: 'KeyZ' }), true)).toBe(true);
  });

  it('is text where AltGr writes it: a ż of Polish goes back no generation, an @ of German opens no panel', () => {
    const both = { ctrlKey: true, altKey: true, altGraph: true };
    expect(isPressed('Mod+Alt+Z', pressed('ż', { ...both, code: 'KeyZ' }), false)).toBe(false);
    expect(isPressed('Mod+2', pressed('²', { ctrlKey: true, altGraph: true, code: 'Digit2' }), false)).toBe(false);
    expect(isPressed('?', pressed('?', { altGraph: true }), false)).toBe(true);
  });

  it('goes by the place of a letter where the keyboard writes another script, and by the letter on every Latin one', () => {
    expect(isPressed('Mod+S', pressed('ы', { ctrlKey: true, code: 'KeyS' }), false)).toBe(true);
    expect(isPressed('Mod+E', pressed('.', { ctrlKey: true, code: 'KeyE' }), false)).toBe(false);
    expect(isPressed('Mod+Z', pressed('w', { ctrlKey: true, code: 'KeyZ' }), false)).toBe(false);
  });

  it('of an input method is its own, in Safari too', () => {
    expect(isComposing({ isComposing: true, keyCode: 13 })).toBe(true);
    expect(isComposing({ isComposing: false, keyCode: 229 })).toBe(true);
    expect(isComposing({ isComposing: false, keyCode: 13 })).toBe(false);
  });

  it('means a command, unless the place keeps the key for itself', () => {
    const undo = pressed('z', { ctrlKey: true });
    const meant = (event: Pressed, place = nowhere) => commandFor(commands, event, place, false)?.id;
    expect(meant(undo)).toBe('undo');
    expect(meant(undo, { inDialog: false, inField: true })).toBeUndefined();
    for (const key of ['k', 'e']) {
      expect(meant(pressed(key, { ctrlKey: true }), { inDialog: true, inField: true })).toBeUndefined();
    }
    expect(meant(pressed('F8'), { inDialog: true, inField: false })).toBeUndefined();
    expect(meant(pressed('?', { shiftKey: true }), { inDialog: false, inField: true })).toBeUndefined();
    expect(meant(pressed('s', { ctrlKey: true }), { inDialog: true, inField: true })).toBe('save');
  });

  it('is written as the system writes it', () => {
    expect(sayKeys('Mod+Shift+P', false)).toBe('Ctrl+Shift+P');
    expect(sayKeys('Mod+Shift+P', true)).toBe('⇧⌘P');
    expect(sayKeys('Mod+K Mod+I', true)).toBe('⌘K ⌘I');
    expect(sayKeys('Alt+ArrowUp', false)).toBe('Alt+↑');
    expect(sayKeys('Mod++', false)).toBe('Ctrl++');
  });
});

describe('a command', () => {
  it('is not to be had where it would do nothing', async () => {
    expect([find('save').enabled?.(), find('undo').enabled?.(), find('apply').enabled?.()]).toEqual([
      false,
      false,
      false,
    ]);
    window_.stores.navigation.openFile('shop.yaml');
    window_.stores.files.edit('shop.yaml', 'a: 1\n');
    expect([find('save').enabled?.(), find('undo').enabled?.(), find('apply').enabled?.()]).toEqual([true, true, true]);
    find('undo').run();
    expect(find('redo').enabled?.()).toBe(true);
  });

  it('chooses a setting, which main is told and everybody hears', async () => {
    find('theme-dark').run();
    find('zoom-in').run();
    expect(window_.stores.theme.getState().choice).toBe('dark');
    await window_.settle();
    expect(window_.fake.calls.filter(({ name }) => name === 'settings.change').map(({ input }) => input)).toEqual([
      { theme: 'dark' },
      { zoom: 110 },
    ]);
    expect(find('theme-dark').enabled?.()).toBe(false);
    find('language-zh-CN').run();
    expect(find('save').title(window_.stores.words)).toBe('保存当前文件');
  });

  it('goes to a panel, presses what a panel has, and copies where the gateway answers', () => {
    for (const id of ['panel-traffic', 'new-file', 'new-test', 'next-part', 'copy-addresses']) find(id).run();
    expect(done.slice(0, 4)).toEqual([
      'enter traffic',
      'press new-file in editor',
      'press new-test in tests',
      'walk forward',
    ]);
    expect(done[4]).toMatch(/^export INGRESS_HOST=127\.0\.0\.1\nexport INGRESS_PORT=\d+/);
  });
});
