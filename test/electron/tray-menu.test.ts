import { describe, expect, test } from 'vitest';
import type { Events } from '#contract/contract.ts';
import {
  isTrayNeeded,
  type TrayState,
  trayMenu,
  trayState,
  trayTip,
  trayWords,
} from '../../src-main/electron/tray-menu.ts';
import { itemOfMenu, readWindowMenu } from '../../src-main/electron/window-menu.ts';
import { buildShop } from './shop.ts';

const usual: TrayState = { ports: [8080, 8443], hosts: 0, browsers: 0 };

const deedsInto = (done: string[]) => ({
  show: () => void done.push('show'),
  clean: () => void done.push('clean'),
  quit: () => void done.push('quit'),
  command: (id: string) => void done.push(`command ${id}`),
});

describe('the tray', () => {
  test('is there while a name is in the hosts file or a browser runs, and else is not', () => {
    expect(isTrayNeeded(usual)).toBe(false);
    expect(isTrayNeeded({ ...usual, hosts: 1 })).toBe(true);
    expect(isTrayNeeded({ ...usual, browsers: 1 })).toBe(true);
  });

  test('counts names and not lines, and ports that answer once', () => {
    const { listeners } = buildShop();
    const [first, second] = listeners;
    if (first === undefined || second === undefined) throw new Error('the shop has two listeners');
    const running = { gateway: { listeners: [first, second, first, { ...second, proxy: 'egress', bound: 1 }] } };
    const { bound: _, ...closed } = first;
    const entries = [
      { address: '127.0.0.1', name: 'shop.test' },
      { address: '::1', name: 'shop.test' },
      { address: '127.0.0.1', name: 'a.wild.test' },
    ] as const;
    const reach = { sessions: [], hosts: { file: '/etc/hosts', entries, rights: 'prompt', notes: [] } } as const;
    expect(trayState(running as unknown as Events['running'], reach)).toEqual({
      ports: [40_000, 40_001],
      hosts: 2,
      browsers: 0,
    });
    expect(trayState({ gateway: { listeners: [closed] } } as unknown as Events['running'], reach).ports).toEqual([]);
  });

  test('says what the gateway and the hosts file are at, and does what is chosen', () => {
    const done: string[] = [];
    const openBrowser = { id: 'open-test-browser', label: 'Open test browser & go', enabled: true };
    const menu = trayMenu({ ...usual, hosts: 3, browsers: 1 }, trayWords, deedsInto(done), openBrowser);
    expect(menu.map(({ label, type }) => label ?? type)).toEqual([
      'Answers on 8080, 8443',
      'Test browsers: 1',
      'Hosts active: 3',
      'Clean the hosts file…',
      'separator',
      'Open test browser && go',
      'Show Slipway',
      'separator',
      'Quit Slipway',
    ]);
    for (const { click } of menu) (click as (() => void) | undefined)?.();
    expect(done).toEqual(['clean', 'command open-test-browser', 'show', 'quit']);
    expect(menu.filter(({ enabled }) => enabled === false)).toHaveLength(3);
  });

  test('offers nothing to clean where nothing is written, and no browser before the window has spoken', () => {
    const labels = trayMenu({ ...usual, ports: [], browsers: 2 }, trayWords, deedsInto([])).map(({ label }) => label);
    expect(labels).toEqual([
      'No port is open',
      'Test browsers: 2',
      undefined,
      'Show Slipway',
      undefined,
      'Quit Slipway',
    ]);
  });

  test('names a few ports of many, and hosts first where somebody points', () => {
    expect(trayTip({ ...usual, ports: [1, 2, 3, 4, 5] }, trayWords)).toBe('Slipway – Answers on 1, 2, 3, 4 …');
    expect(trayTip({ ...usual, hosts: 2 }, trayWords)).toBe('Slipway – Hosts active: 2');
  });

  test('speaks the words of the window, all of them or none', () => {
    const words = { ...trayWords, quit: '退出' };
    const groups = [{ id: 'go', label: 'Go', items: [{ id: 'x', label: 'X', enabled: true }] }];
    const told = readWindowMenu({ groups, tray: words });
    expect(told?.tray).toEqual(words);
    expect(told && itemOfMenu(told, 'x')?.label).toBe('X');
    expect(told && itemOfMenu(told, 'y')).toBeUndefined();
    for (const tray of [{ ...words, quit: 1 }, { ...words, quit: '' }, { ...words, quit: 'x'.repeat(300) }, 'no', []])
      expect(readWindowMenu({ groups, tray })).toEqual({ groups: told?.groups });
  });
});
