import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, test } from 'vitest';
import { networkOf, watchMachine } from '../../src-main/electron/watch-machine.ts';

const ipv4 = (address: string, internal = false): NetworkInterfaceInfo => ({
  address,
  netmask: '255.255.255.0',
  family: 'IPv4',
  mac: '00:00:00:00:00:00',
  internal,
  cidr: `${address}/24`,
});

const ipv6 = (address: string): NetworkInterfaceInfo => ({
  ...ipv4(address),
  family: 'IPv6',
  scopeid: 0,
});

describe('the machine is looked at anew', () => {
  test('when it wakes up, is unlocked, or is in another network, and not otherwise', () => {
    const listeners = new Map<string, () => void>();
    let interfaces: ReturnType<typeof import('node:os').networkInterfaces> = { eth0: [ipv4('10.0.0.2')] };
    let look = (): void => {};
    let stopped = false;
    const changed: number[] = [];
    const stop = watchMachine(() => changed.push(1), {
      power: { on: (name: string, listener: () => void) => listeners.set(name, listener) } as never,
      interfaces: () => interfaces,
      repeat: (work) => {
        look = work;
        return () => {
          stopped = true;
        };
      },
    });
    look();
    expect(changed.length).toBe(0);
    listeners.get('resume')?.();
    listeners.get('unlock-screen')?.();
    expect(changed.length).toBe(2);
    interfaces = { eth0: [ipv4('10.0.0.2')], tun0: [ipv4('172.16.0.9')] };
    look();
    look();
    expect(changed.length).toBe(3);
    stop();
    expect(stopped).toBe(true);
  });

  test('but the order of interfaces, loopback and addresses that change by themselves are no other network', () => {
    const one = { a: [ipv4('10.0.0.2'), ipv6('fd00::1')], lo: [ipv4('127.0.0.1', true)], b: [ipv4('10.1.0.2')] };
    const same = { b: [ipv4('10.1.0.2')], a: [ipv4('10.0.0.2'), ipv6('fd00::2')] };
    expect(networkOf(one)).toBe(networkOf(same));
    expect(networkOf(one)).not.toBe(networkOf({ ...same, a: [ipv4('10.0.0.3')] }));
    expect(networkOf({})).toBe('');
  });
});
