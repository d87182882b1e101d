import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { processTerminal } from '../../src-main/cli/terminal.ts';

/** A process that remembers how it ended instead of ending. */
const fakeProcess = () => {
  const ends: number[] = [];
  const stream = () =>
    Object.assign(new EventEmitter(), {
      write: (_text: string, done?: () => void): boolean => {
        done?.();
        return true;
      },
      writableLength: 0,
      isTTY: false,
    });
  const members = {
    stdin: { isTTY: false },
    stdout: stream(),
    stderr: stream(),
    env: {},
    exit: (code: number) => ends.push(code),
  };
  const process = Object.assign(new EventEmitter(), members);
  return { process, ends, asProcess: process as unknown as NodeJS.Process };
};

test('one Ctrl-C that arrives twice is one; a second one ends the program at once', () => {
  const { process, ends, asProcess } = fakeProcess();
  let now = 1_000;
  let asked = 0;
  const release = processTerminal(asProcess, () => now).onStop(() => {
    asked += 1;
  });
  process.emit('SIGINT', 'SIGINT');
  now += 20;
  process.emit('SIGINT', 'SIGINT');
  expect([asked, ends]).toEqual([1, []]);
  now += 2_000;
  process.emit('SIGINT', 'SIGINT');
  process.emit('SIGTERM', 'SIGTERM');
  expect([asked, ends]).toEqual([1, [130, 143]]);
  release();
  expect(process.listenerCount('SIGINT') + process.listenerCount('SIGTERM')).toBe(0);
});

test('a reader that went away ends the program without a word; a full disk is said once and ends nothing', () => {
  const { process, ends, asProcess } = fakeProcess();
  const terminal = processTerminal(asProcess, () => 0);
  const said: string[] = [];
  process.stderr.write = (text: string) => said.push(text) > 0;
  process.stdout.emit('error', Object.assign(new Error('broken pipe'), { code: 'EPIPE' }));
  expect(ends).toEqual([0]);
  const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
  for (let i = 0; i < 3; i++) process.stdout.emit('error', full);
  expect(ends).toEqual([0]);
  expect(said).toEqual([expect.stringContaining('cannot be written (ENOSPC)')]);
  process.stderr.write = (_text: string, done?: () => void) => {
    done?.();
    return true;
  };
  terminal.leave(0);
  expect(ends).toEqual([0, 1]);
});

test('a slow reader is noticed', () => {
  const { process, asProcess } = fakeProcess();
  const terminal = processTerminal(asProcess, () => 0);
  expect(terminal.isBehind()).toBe(false);
  process.stdout.writableLength = 100 * 1024 * 1024;
  expect(terminal.isBehind()).toBe(true);
});
