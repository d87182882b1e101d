import { describe, expect, test } from 'vitest';
import { elevatedDesktop, elevatedFlag, type Started } from '../../src-main/app/reach/own-program.ts';
import { elevatedStep } from '../../src-main/electron/elevated-step.ts';

describe('a start of the app is an elevated step', () => {
  test('where the flag comes first', () => {
    expect(elevatedStep(['/opt/app', elevatedFlag, 'a', 'b'], 1)).toEqual(['a', 'b']);
    expect(elevatedStep(['/opt/app', '--no-sandbox', elevatedFlag], 1)).toEqual([]);
    expect(elevatedStep(['electron', '/project', elevatedFlag, 'a'], 2)).toEqual(['a']);
  });

  test.each([
    [['/opt/app'], 1],
    [['/opt/app', '/home/me/shop'], 1],
    [['/opt/app', '/home/me/shop', elevatedFlag], 1],
    [['/opt/app', `slipway://open?path=/x ${elevatedFlag}`], 1],
    [['/opt/app', '--inspect', elevatedFlag], 1],
    [['/opt/app', `${elevatedFlag}=a`], 1],
    [[elevatedFlag], 1],
    [['electron', elevatedFlag], 2],
  ])('and otherwise is not: %j', (argv, firstOwn) => {
    expect(elevatedStep(argv, firstOwn)).toBeUndefined();
  });
});

describe('the app starts itself anew', () => {
  const started: Started = {
    execPath: '/opt/Slipway/slipway',
    argv: ['/opt/Slipway/slipway', '/home/me/shop'],
    platform: 'linux',
    versions: { electron: '45.4.1' },
    env: {},
  };

  test.each([
    ['Linux', started, '/opt/Slipway/slipway', ['--no-sandbox', elevatedFlag]],
    [
      'an AppImage',
      { ...started, env: { APPIMAGE: '/home/me/Slipway.AppImage' } },
      '/home/me/Slipway.AppImage',
      undefined,
    ],
    ['macOS', { ...started, platform: 'darwin' }, '/opt/Slipway/slipway', [elevatedFlag]],
    ['Windows', { ...started, platform: 'win32', env: { APPIMAGE: 'C:\\x' } }, '/opt/Slipway/slipway', [elevatedFlag]],
  ] as const)('on %s', (_, given, program, args = ['--no-sandbox', elevatedFlag]) => {
    expect(elevatedDesktop(given)).toEqual({ program, args });
  });

  test('from a checkout with its folder, so that both sides understand each other', () => {
    const own = elevatedDesktop({ ...started, argv: ['electron', '/project', '/home/me/shop'], defaultApp: true });
    expect(own?.args).toEqual(['/project', '--no-sandbox', elevatedFlag]);
    expect(elevatedStep([own?.program ?? '', ...(own?.args ?? []), 'apply'], 2)).toEqual(['apply']);
    const packed = elevatedDesktop(started);
    expect(elevatedStep([packed?.program ?? '', ...(packed?.args ?? []), 'apply'], 1)).toEqual(['apply']);
  });

  test('but not in Node, where a script does it', () => {
    expect(elevatedDesktop({ ...started, versions: {} })).toBeUndefined();
  });
});
