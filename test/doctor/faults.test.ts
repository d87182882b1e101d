import { describe, expect, it } from 'vitest';
import { checks } from '#core/doctor/checks.ts';
import { causesOf, examineWorld, healthyWorld } from './fake-world.ts';
import { faults } from './faults.ts';

describe('a world where all is well', () => {
  it('has no cause at all, whether names are in the hosts file or the test browser leads them', async () => {
    const mapped = await examineWorld(healthyWorld());
    // Checklist, item 23: names are looked up as programs do it, which is not how these two do.
    expect(mapped.find(({ id }) => id === 'names')?.says).toContain('"nslookup" and "dig"');
    expect(mapped.filter(({ result }) => result !== 'ok' && result !== 'skipped')).toEqual([]);
    expect(causesOf(mapped)).toEqual([]);
    expect(mapped.map(({ id }) => id)).toEqual(checks.map(({ id }) => id));

    const world = healthyWorld();
    world.hosts = { ...world.hosts, entries: [], missing: ['shop.test', 'bakery.test'] };
    world.names = new Map([['shop.test', ['93.184.216.34']]]);
    world.certificates = {
      ...world.certificates,
      stores: world.certificates.stores.map((one) => ({ ...one, state: 'untrusted' as const })),
    };
    const led = await examineWorld(world);
    expect(causesOf(led)).toEqual([]);
    expect(led.find(({ id }) => id === 'names')?.says).toContain('in the test browser alone');
  });

  it.each([
    [
      'a VPN that is not in the way',
      (world: ReturnType<typeof healthyWorld>) => (world.interfaces.tun0 = [{ address: '10.8.0.2' }]),
    ],
    [
      'a proxy that leaves our names alone',
      (world) => (world.environment = { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '.test' }),
    ],
    ['a proxy of Slipway itself', (world) => (world.environment = { http_proxy: 'http://proxy:1', no_proxy: '*' })],
    [
      'documents for the mesh alone',
      (world) => {
        world.yaml =
          'apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: { name: out }\nspec: { hosts: [out.test], ports: [{ number: 80, name: http, protocol: HTTP }], resolution: DNS }\n';
        world.listeners = [];
        world.hosts = { ...world.hosts, entries: [] };
        world.certificates = { ...world.certificates, served: [] };
      },
    ],
    ['another Slipway on other ports', (world) => (world.others = [{ pid: 7, serves: '/x' }])],
    ['interfaces of macOS that no VPN uses', (world) => (world.interfaces.utun0 = [{ address: 'fe80::1' }])],
    [
      'a resolver of systemd before files',
      (world) => world.files.set('/etc/nsswitch.conf', 'hosts: mymachines resolve [!UNAVAIL=return] files dns\n'),
    ],
    [
      'a Firefox that asks over HTTPS and reads the hosts file',
      (world) => {
        world.files.set('/home/ada/.mozilla/firefox/profiles.ini', '[Profile0]\nName=a\nPath=a\n');
        world.files.set('/home/ada/.mozilla/firefox/a/prefs.js', 'user_pref("network.trr.mode", 3);\n');
      },
    ],
    [
      'a program that sends Origin by itself',
      (world) =>
        (world.exchanges = [{ authority: 'shop.test', requestHeaders: ['Origin', 'https://www.example.com'] }]),
    ],
    [
      'a port that the person mapped',
      (world) => {
        world.yaml +=
          '---\napiVersion: slipway.dev/v1\nkind: LocalGateway\nmetadata: { name: here }\nspec: { ports: [{ declared: 80, local: 9080 }] }\n';
        world.listeners = world.listeners.map((one) => (one.port === 80 ? { ...one, bound: 9080 } : one));
      },
    ],
  ] satisfies readonly (readonly [string, (world: ReturnType<typeof healthyWorld>) => unknown])[])(
    '%s is no fault',
    async (_, change) => {
      const world = healthyWorld();
      change(world);
      expect(causesOf(await examineWorld(world))).toEqual([]);
    },
  );
});

it('at least thirty faults are injected, each under a name of its own', () => {
  expect(faults.length).toBeGreaterThanOrEqual(30);
  expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
  expect(new Set(faults.map(({ cause }) => cause)).size).toBeGreaterThanOrEqual(30);
});

describe.each(faults)('$name', ({ cause, spoil, says, fix }) => {
  it(`has the single cause ${cause}, and something to do about it`, async () => {
    const world = healthyWorld();
    spoil(world);
    const results = await examineWorld(world);
    expect(causesOf(results)).toEqual([cause]);
    const [line] = results.filter((one) => one.cause !== undefined);
    expect(line?.result).toMatch(/^(warning|failure)$/);
    expect(line?.fix?.says ?? '').not.toBe('');
    if (says) expect(line?.says).toMatch(says);
    if (fix) expect(`${line?.fix?.says} ${line?.fix?.command ?? ''}`).toMatch(fix);
    // One sentence each, and no secret in any of them.
    for (const one of results) {
      expect(one.says, one.id).toMatch(/^[^\s].*[^\s.]$/s);
      expect(JSON.stringify(one)).not.toContain('hush');
    }
  });
});
