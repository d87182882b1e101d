import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { bypasses } from '#core/doctor/check-browser.ts';
import { dial } from '../../src-main/doctor/dial.ts';
import { excludedRange } from '../../src-main/doctor/excluded-ports.ts';
import { firefoxSettings, parsePreferences } from '../../src-main/doctor/firefox-settings.ts';
import { lookAround, lookAtData, lookAtNetwork, readsHosts } from '../../src-main/doctor/look-machine.ts';
import { lookAtPages } from '../../src-main/doctor/look-pages.ts';
import { lookAtProxies } from '../../src-main/doctor/look-proxies.ts';
import { lookAtResolvers } from '../../src-main/doctor/look-resolvers.ts';
import { inTurns, seen } from '../../src-main/doctor/seen.ts';
import { data, examineWorld, type FakeWorld, healthyWorld, home, systemOf } from './fake-world.ts';

const proxiesOf = async (change: (world: FakeWorld) => void, own: readonly number[] = []) => {
  const world = healthyWorld();
  change(world);
  const system = systemOf(world);
  return lookAtProxies(system, await firefoxSettings(system), new Set(own));
};

describe('proxies that a machine is told to use', () => {
  it('by the environment, without user and password; our own is known', async () => {
    expect(
      await proxiesOf(
        (world) => (world.environment = { HTTP_PROXY: 'http://u:p@proxy.corp:3128/', no_proxy: 'a, .b' }),
      ),
    ).toEqual([{ from: 'the environment', browsers: false, server: 'http://proxy.corp:3128/', bypass: ['a', '.b'] }]);
    const [own] = await proxiesOf((world) => (world.environment = { http_proxy: 'http://127.0.0.1:4711' }), [4711]);
    expect(own?.own).toBe(true);
  });

  it('by macOS', async () => {
    const scutil = `<dictionary> {
  ExceptionsList : <array> {
    0 : *.local
    1 : 169.254/16
  }
  HTTPEnable : 1
  HTTPPort : 8888
  HTTPProxy : 10.0.0.9
  HTTPSEnable : 0
}`;
    const asked = await proxiesOf((world) => {
      world.platform = 'darwin';
      world.printed.set('/usr/sbin/scutil --proxy', scutil);
    });
    expect(asked).toEqual([
      { from: 'macOS', browsers: true, server: '10.0.0.9:8888', bypass: ['*.local', '169.254/16'] },
    ]);
    const pac = await proxiesOf((world) => {
      world.platform = 'darwin';
      world.printed.set(
        '/usr/sbin/scutil --proxy',
        '  ProxyAutoConfigEnable : 1\n  ProxyAutoConfigURLString : http://wpad/p.pac\n',
      );
    });
    expect(pac).toMatchObject([{ server: 'http://wpad/p.pac' }]);
  });

  it('by Windows, in whatever language', async () => {
    const registry = (enabled: string) => `
HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings
    ProxyEnable    REG_DWORD    ${enabled}
    ProxyServer    REG_SZ    proxy.corp:8080
    ProxyOverride    REG_SZ    *.corp;<local>
`;
    const key = 'reg query HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';
    const asked = (enabled: string) =>
      proxiesOf((world) => {
        world.platform = 'win32';
        world.printed.set(key, registry(enabled));
      });
    expect(await asked('0x1')).toEqual([
      { from: 'Windows', browsers: true, server: 'proxy.corp:8080', bypass: ['*.corp', '<local>'] },
    ]);
    expect(await asked('0x0')).toEqual([]);
  });

  it('by a profile of Firefox and by a policy of Chrome', async () => {
    const asked = await proxiesOf((world) => {
      world.files.set(`${home}/.mozilla/firefox/profiles.ini`, '[Profile0]\nName=work\nPath=w\n');
      world.files.set(
        `${home}/.mozilla/firefox/w/prefs.js`,
        'user_pref("network.proxy.type", 1);\nuser_pref("network.proxy.ssl", "10.1.1.1");\nuser_pref("network.proxy.ssl_port", 3128);\nuser_pref("network.proxy.no_proxies_on", "localhost, .corp");\n',
      );
      world.files.set(
        '/etc/opt/chrome/policies/managed/corp.json',
        '{"ProxySettings":{"ProxyServer":"proxy.corp:1","ProxyBypassList":"*.corp,localhost"},"DnsOverHttpsMode":"secure"}',
      );
      world.files.set('/etc/opt/chrome/policies/managed/broken.json', '{');
    });
    expect(asked).toEqual([
      { from: 'Firefox (profile work)', browsers: true, server: '10.1.1.1:3128', bypass: ['localhost', '.corp'] },
      { from: 'the policy of Chrome', browsers: true, server: 'proxy.corp:1', bypass: ['*.corp', 'localhost'] },
    ]);
  });

  it.each([
    ['*', 'a.test', true],
    ['.test', 'a.test', true],
    ['*.test', 'a.test', true],
    ['a.test', 'b.a.test', true],
    ['a.test', 'ba.test', false],
    ['<local>', 'shop', true],
    ['<local>', 'shop.test', false],
    ['192.168.*', 'a.test', false],
    ['', 'a.test', false],
  ])('the exception "%s" is one for "%s": %s', (pattern, name, yes) => expect(bypasses(pattern, name)).toBe(yes));
});

describe('how browsers look up names', () => {
  it('by their own files', async () => {
    const world = healthyWorld();
    world.files.set('/etc/firefox/policies/policies.json', '{"policies":{"DNSOverHTTPS":{"Enabled":true}}}');
    world.files.set(`${home}/.config/google-chrome/Local State`, '{"dns_over_https":{"mode":"secure","templates":""}}');
    world.files.set(`${home}/.config/chromium/Local State`, 'no json');
    const profile = { name: 'a', file: 'prefs.js', preferences: new Map<string, string | number | boolean>() };
    const hardened = new Map<string, string | number | boolean>([
      ['network.trr.mode', 2],
      ['network.trr.exclude-etc-hosts', false],
    ]);
    const system = systemOf(world);
    const all = await lookAtResolvers(system, [profile, { ...profile, name: 'b', preferences: hardened }]);
    expect(all.map(({ browser, https, skipsHosts }) => [browser, https, skipsHosts])).toEqual([
      ['Firefox (profile a)', 'on', false],
      ['Firefox (profile b)', 'on', true],
      ['Chrome', 'always', false],
    ]);
  });

  it('reads preferences and nothing else', () => {
    const text = '// user_pref("a", 1);\nuser_pref("b", "x\\"y");\nuser_pref("c", true);\nuser_pref("d", nonsense);\n';
    expect([...parsePreferences(text)]).toEqual([
      ['b', 'x"y'],
      ['c', true],
    ]);
  });
});

describe('the machine', () => {
  it.each([
    ['hosts: files dns', true],
    ['hosts:\t\tfiles mdns4_minimal [NOTFOUND=return] dns # usual', true],
    ['hosts: mymachines resolve [!UNAVAIL=return] files myhostname dns', true],
    ['hosts: dns files', false],
    ['hosts: dns', false],
    ['passwd: files', true],
  ])('%s: the hosts file is read: %s', (line, yes) => expect(readsHosts(`# x\n${line}\n`)).toBe(yes));

  it('is told apart from WSL, containers and sandboxes', async () => {
    const around = (change: (world: FakeWorld) => unknown) => {
      const world = healthyWorld();
      change(world);
      return lookAround(systemOf(world));
    };
    expect(await around(() => {})).toEqual({});
    const kernel = '/proc/sys/kernel/osrelease';
    expect(
      await around(({ files }) =>
        files.set(kernel, 'x-microsoft-standard-WSL2').set('/etc/wsl.conf', '[network]\ngenerateHosts = false\n'),
      ),
    ).toEqual({ wsl: { generatesHosts: false } });
    expect(await around(({ files }) => files.set('/run/.containerenv', ''))).toEqual({ container: 'Podman' });
    expect(await around(({ files }) => files.set('/proc/1/cgroup', '0::/kubepods/x'))).toEqual({
      container: 'a container',
    });
    // Started by a program in a snap, and in none itself.
    expect(await around((world) => (world.environment = { SNAP: '/snap/code/1' }))).toEqual({});
    expect(
      await around((world) => {
        world.environment = { SNAP: '/snap/slipway/1' };
        world.program = '/snap/slipway/1/slipway';
      }),
    ).toEqual({ packaged: 'snap' });
    expect(await around((world) => (world.platform = 'darwin'))).toEqual({});
  });

  it('has VPNs where their interfaces have addresses', async () => {
    const world = healthyWorld();
    world.interfaces = {
      utun3: [{ address: 'fe80::1' }],
      utun4: [{ address: '100.64.0.1' }],
      wg0: [{ address: 'fd00::1' }],
      eth0: [{ address: '10.0.0.1' }],
    };
    expect((await lookAtNetwork(systemOf(world))).tunnels).toEqual(['utun4', 'wg0']);
  });

  it('is full when writing says so, whatever is said to be free', async () => {
    const world = healthyWorld();
    world.writing = 'ENOSPC';
    expect(await lookAtData(systemOf(world), data)).toEqual({ folder: data, refused: 'ENOSPC', freeBytes: 0 });
  });

  it('sets ports aside', () => {
    const printed =
      'Start Port    End Port\n----------    --------\n        80          80\n     50000       50059     *\n';
    expect([80, 81, 50_030].map((port) => excludedRange(printed, port))).toEqual(['80-80', undefined, '50000-50059']);
  });
});

it('pages that call are those of browsers, of hosts that do not lead here', () => {
  const door = {
    host: '*.shop.test',
    scheme: 'https',
    port: 443,
    address: '127.0.0.1',
    bound: 443,
    mutual: false,
    passthrough: false,
    listener: 'x',
  } as const;
  const call = (origin: string, authority: string, more: readonly string[] = ['sec-fetch-site', 'cross-site']) =>
    ({ authority, requestHeaders: ['Origin', origin, ...more] }) as unknown as Parameters<
      typeof lookAtPages
    >[0][number];
  const exchanges = [
    call('https://www.example.com', 'api.shop.test'),
    call('https://www.example.com', 'api.shop.test:8443'),
    call('https://www.shop.test', 'api.shop.test'),
    call('http://localhost:3000', 'api.shop.test'),
    call('https://curl.example', 'api.shop.test', []),
    call('null', 'api.shop.test'),
    call('https://www.example.com', 'elsewhere.test'),
  ];
  expect(lookAtPages(exchanges, [door])).toEqual([{ page: 'www.example.com', host: 'api.shop.test', count: 2 }]);
});

describe('looking', () => {
  it('takes no longer than it may, and says why nothing was seen', async () => {
    expect(await seen(20, 'the thing', () => new Promise(() => {}))).toEqual({
      unseen: 'the thing did not answer within 1 seconds',
    });
    const failing = () => {
      throw new Error('it is gone');
    };
    expect(await seen(1_000, 'the thing', failing)).toEqual({ unseen: 'the thing cannot be looked at (it is gone)' });
    expect(await seen(1_000, 'the thing', () => 7)).toEqual({ seen: 7 });
  });

  it('goes on in order, some at a time, until it is enough', async () => {
    let under = 0;
    let most = 0;
    const work = async (one: number) => {
      under += 1;
      most = Math.max(most, under);
      await new Promise((done) => setImmediate(done));
      under -= 1;
      return one * 2;
    };
    expect(await inTurns([1, 2, 3, 4, 5], 2, () => false, work)).toEqual([2, 4, 6, 8, 10]);
    expect(most).toBe(2);
    let asked = 0;
    expect(
      await inTurns(
        [1, 2, 3],
        1,
        () => asked > 0,
        async (one) => {
          asked += 1;
          return one;
        },
      ),
    ).toEqual([1]);
  });

  it('fails alone: what one look meets changes nothing for the others', async () => {
    const world = healthyWorld();
    world.interfaces = undefined as unknown as FakeWorld['interfaces'];
    Object.defineProperty(world, 'others', {
      get: () => {
        throw new Error('the folder is gone');
      },
    });
    const results = await examineWorld(world);
    const of = (id: string) => results.find((one) => one.id === id);
    expect(of('network')?.result).toBe('skipped');
    expect(of('network')?.says).toContain('the network cannot be looked at');
    expect(results.filter(({ result }) => result === 'failure' || result === 'warning')).toEqual([]);
    expect(of('names')).toMatchObject({ result: 'ok' });
    expect(of('names')?.says).toContain('2 names');
  });

  it('knocks, and says how it was answered', async () => {
    const server = createServer((socket) => socket.on('error', () => {}));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    expect(await dial('127.0.0.1', port)).toBe('open');
    await new Promise((done) => server.close(done));
    expect(await dial('127.0.0.1', port)).toBe('refused');
    expect(await dial('unix:///nowhere/at/all.sock', 0)).toBe('refused');
  });
});
