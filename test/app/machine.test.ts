import { expect, test } from 'vitest';
import { describeMachine, type System } from '../../src-main/app/machine.ts';

const linux = (files: Readonly<Record<string, string>>, userId = 1000): System => ({
  platform: 'linux',
  userId,
  read: (path) => {
    const text = files[path];
    if (text === undefined) throw new Error('no such file');
    return text;
  },
});

const start = '/proc/sys/net/ipv4/ip_unprivileged_port_start';
const status = '/proc/self/status';

test('Linux says itself which port is the first that everybody may open', () => {
  expect(describeMachine(linux({ [start]: '80\n' })).firstFreePort).toBe(80);
  expect(describeMachine(linux({ [start]: '0\n' })).firstFreePort).toBe(1);
  expect(describeMachine(linux({})).firstFreePort).toBe(1024);
});

test('the capability to bind any port counts, also for root', () => {
  const none = 'Name:\tnode\nCapEff:\t0000000000000000\n';
  const bind = 'Name:\tnode\nCapEff:\t0000000000000400\n';
  expect(describeMachine(linux({ [start]: '1024\n', [status]: bind })).firstFreePort).toBe(1);
  expect(describeMachine(linux({ [start]: '1024\n', [status]: none }, 0)).firstFreePort).toBe(1024);
  expect(describeMachine(linux({ [start]: '1024\n' }, 0)).firstFreePort).toBe(1);
});

test('macOS gives ports below 1024 to who listens on every address, and Windows knows no such ports', () => {
  const read = (): string => '';
  expect(describeMachine({ platform: 'darwin', userId: 501, read }).firstFreePort).toBe(1);
  expect(describeMachine({ platform: 'darwin', userId: 0, read }).firstFreePort).toBe(1);
  expect(describeMachine({ platform: 'win32', read }).firstFreePort).toBe(1);
});

test('this machine has an answer', () => {
  expect(describeMachine().firstFreePort).toBeGreaterThan(0);
});
