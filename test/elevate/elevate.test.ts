import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { commandOf, createElevate } from '../../src-main/elevate/create-elevate.ts';
import { batchLine, shellLine } from '../../src-main/elevate/quote.ts';
import type { Ran } from '../../src-main/elevate/run.ts';
import { runProgram } from '../../src-main/elevate/run.ts';
import { type Prompted, sudoPrompt } from '../../src-main/elevate/sudo-prompt.ts';

const step = {
  why: 'write 1 name into the hosts file',
  program: '/opt/Slip way/slipway',
  args: ['payload', "/home/o'me/p.json", 'abc'],
};

type Played = {
  readonly platform?: NodeJS.Platform;
  readonly environment?: Readonly<Record<string, string>>;
  readonly isAdministrator?: boolean;
  readonly ran?: Ran;
  readonly pkexec?: boolean;
  readonly folder?: string;
  readonly prompted?: Prompted;
};
const play = ({ platform = 'linux', environment = { DISPLAY: ':0' }, ...played }: Played = {}) => {
  const started: string[][] = [];
  const lines: string[] = [];
  const elevation = createElevate({
    platform,
    environment,
    isAdministrator: played.isAdministrator ?? false,
    run: async (program, args) => {
      started.push([program, ...args]);
      return played.ran ?? { code: 0, output: 'done', errors: '' };
    },
    exists: async () => played.pkexec ?? true,
    folder: () => played.folder ?? '/home/me',
    sudoPrompt: async (line) => {
      lines.push(line);
      return played.prompted ?? { is: 'ran', ran: { code: 0, output: 'done', errors: '' } };
    },
  });
  return { ...elevation, started, lines };
};
const ran = (code: number, errors = ''): Played => ({ ran: { code, output: '', errors } });

describe('Linux', () => {
  test('asks by pkexec, with the program and its words as they are', async () => {
    const { elevate, started } = play();
    expect(await elevate(step)).toEqual({ is: 'done', output: 'done' });
    expect(started).toEqual([['/usr/bin/pkexec', '--disable-internal-agent', step.program, ...step.args]]);
  });

  test.each([
    ['a dialog that was closed', ran(126, 'Error executing command as another user: Request dismissed'), 'declined'],
    ['a wrong password', ran(127, 'Error executing command as another user: Not authorized'), 'declined'],
    ['no agent that could ask', ran(127, 'polkit-agent-helper-1: No authentication agent found'), 'impossible'],
    ['pkexec gone', { ran: { output: '', errors: '', errno: 'ENOENT' } }, 'impossible'],
    ['a step that failed', ran(1, 'no room'), 'failed'],
    ['a step that was killed', { ran: { output: '', errors: '' } }, 'failed'],
  ])('%s', async (_what, played, is) => {
    expect((await play(played).elevate(step)).is).toBe(is);
  });

  test.each([
    ['no desktop', { environment: {} }],
    ['no pkexec', { pkexec: false }],
    ['somebody from afar', { environment: { DISPLAY: ':0', SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' } }],
    ['a build machine', { environment: { DISPLAY: ':0', CI: 'true' } }],
  ])('%s: nobody is asked, and the command is said', async (_what, played) => {
    const { elevate, way, started } = play(played);
    expect(await way()).toBe('command');
    expect(await elevate(step)).toMatchObject({
      is: 'impossible',
      command: `sudo '/opt/Slip way/slipway' payload '/home/o'\\''me/p.json' abc`,
      failure: { code: 'elevate/impossible', message: expect.stringContaining('write 1 name') },
    });
    expect(started).toEqual([]);
  });

  test('the administrator is not asked', async () => {
    const { elevate, way, started } = play({ isAdministrator: true, environment: {} });
    expect(await way()).toBe('own');
    expect(await elevate(step)).toMatchObject({ is: 'done' });
    expect(started).toEqual([[step.program, ...step.args]]);
  });
});

describe('macOS and Windows', () => {
  test('get one line in which every word is quoted', async () => {
    const mac = play({ platform: 'darwin', environment: {} });
    expect(await mac.elevate(step)).toMatchObject({ is: 'done' });
    expect(mac.lines).toEqual([`'/opt/Slip way/slipway' payload '/home/o'\\''me/p.json' abc`]);
    const windows = play({ platform: 'win32', environment: {}, folder: 'C:\\me' });
    await windows.elevate({ ...step, program: 'C:\\100%\\Slipway.exe', args: ['payload', 'C:\\o&me\\'] });
    expect(windows.lines).toEqual(['"C:\\100%%\\Slipway.exe" "payload" "C:\\o&me\\\\"']);
  });

  test('a word that cannot be quoted, and a folder that a script would read as more, are not tried', async () => {
    const windows = play({ platform: 'win32', environment: {} });
    expect(await windows.elevate({ ...step, args: ['a"b'] })).toMatchObject({ is: 'impossible' });
    for (const folder of ['/home/$(reboot)', '/home/`id`', '/home/a"b', '/home/%PATH%', '/home/a\nb']) {
      const mac = play({ platform: 'darwin', environment: {}, folder });
      expect(await mac.way()).toBe('command');
      expect(await mac.elevate(step)).toMatchObject({ is: 'impossible' });
      expect(mac.lines).toEqual([]);
    }
  });

  test.each([
    [{ is: 'declined' }, 'declined'],
    [{ is: 'impossible' }, 'impossible'],
    [{ is: 'ran', ran: { code: 1, output: '{}', errors: 'x' } }, 'failed'],
  ] as const)('%j', async (prompted, is) => {
    expect((await play({ platform: 'darwin', environment: {}, prompted }).elevate(step)).is).toBe(is);
  });

  test('what the package says is told apart: no, cannot, and a step that failed', async () => {
    const answer = (error?: Error & { code?: number }) =>
      sudoPrompt((_line, _options, done) => done(error, 'out', 'err'))('x');
    expect(await answer()).toEqual({ is: 'ran', ran: { code: 0, output: 'out', errors: 'err' } });
    expect(await answer(new Error('User did not grant permission.'))).toEqual({ is: 'declined' });
    expect(await answer(new Error('User canceled. (-128)'))).toEqual({ is: 'declined' });
    expect(await answer(new Error('1223: The operation was canceled by the user.'))).toEqual({ is: 'declined' });
    expect(await answer(new Error('Platform not yet supported.'))).toEqual({ is: 'impossible' });
    const words = 'Command failed: /me/payload-1283-1223.json 1223';
    expect(await answer(Object.assign(new Error(words), { code: 1 }))).toMatchObject({ is: 'ran', ran: { code: 1 } });
    expect(await answer(Object.assign(new Error('Command failed'), { code: 3 }))).toMatchObject({
      is: 'ran',
      ran: { code: 3 },
    });
  });

  test('what a person types on Windows is for PowerShell', () => {
    expect(commandOf('win32', { program: 'C:\\x\\s.exe', args: ["o'x"] })).toBe("& 'C:\\x\\s.exe' 'o''x'");
    // It reads typographic quotes as ends of a word, too.
    expect(commandOf('win32', { program: 's', args: ['a\u2019; calc; \u2018'] })).toBe(
      "& 's' 'a\u2019\u2019; calc; \u2018\u2018'",
    );
  });
});

test.skipIf(process.platform === 'win32')('a line for a shell says exactly the words', () => {
  const words = ['plain', 'a b', "it's", '$(id)', '`id`', '"x"', '\\', '*', '~', '', 'ü', '-n', '!', '#', 'a\tb'];
  const said = execFileSync('/bin/sh', ['-c', `for w in ${shellLine(words)}; do printf '[%s]' "$w"; done`], {
    encoding: 'utf8',
  });
  expect(said).toBe(words.map((word) => `[${word}]`).join(''));
  expect(batchLine(['a\nb'])).toBeUndefined();
});

test('a program is run without a shell, and what becomes of it is told', async () => {
  const node = (code: string) => runProgram(process.execPath, ['-e', code]);
  expect(await node('console.log("$(id)")')).toEqual({ code: 0, output: '$(id)\n', errors: '' });
  expect(await node('console.error("x"); process.exit(3)')).toMatchObject({ code: 3, errors: 'x\n' });
  expect(await runProgram('/nowhere/at/all', [])).toMatchObject({ errno: 'ENOENT' });
  expect((await runProgram(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], 200)).code).toBeUndefined();
});
