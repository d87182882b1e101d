import { bakery, entries, type FakeWorld, home, shop } from './fake-world.ts';
import type { Fault } from './fault.ts';

const firefox = (world: FakeWorld, preferences: string): void => {
  const folder = `${home}/.mozilla/firefox`;
  world.files.set(`${folder}/profiles.ini`, '[Profile0]\nName=work\nIsRelative=1\nPath=ab.work\n');
  world.files.set(`${folder}/ab.work/prefs.js`, preferences);
};
const named = (world: FakeWorld, name: string): void => {
  world.yaml = world.yaml.replaceAll(bakery, name);
  world.hosts = { ...world.hosts, entries: entries(shop, name) };
  world.names.set(name, ['127.0.0.1', '::1']);
};

export const nameFaults: readonly Fault[] = [
  {
    name: 'no browser for a test browser, and no name in the hosts file',
    cause: 'name-not-mapped',
    spoil: (world) => {
      world.browsers = [];
      world.hosts = { ...world.hosts, entries: [] };
      world.names = new Map([[shop, ['93.184.216.34']]]);
    },
    fix: /hosts file/,
  },
  {
    name: 'the cache of the system still has the address of production',
    cause: 'name-elsewhere',
    spoil: (world) => world.names.set(shop, ['93.184.216.34']),
    says: /"shop\.test".*93\.184\.216\.34/,
    fix: /flush-caches/,
  },
  {
    name: 'DNS still answers by IPv6',
    cause: 'name-ipv6-elsewhere',
    spoil: (world) => world.names.set(shop, ['127.0.0.1', '2606:2800:220:1::1']),
    says: /2606/,
  },
  {
    name: 'names lead to ::1, where the gateway does not listen',
    cause: 'name-ipv6-refused',
    spoil: (world) => {
      world.listeners = world.listeners.map((one) => ({ ...one, addresses: ['127.0.0.1'] }));
    },
  },
  {
    name: 'the resolver of the system never answers',
    cause: 'resolver-slow',
    spoil: (world) => world.names.set(bakery, 'late'),
  },
  {
    name: 'the system is told not to read its hosts file',
    cause: 'resolver-skips-hosts',
    spoil: (world) => {
      world.files.set('/etc/nsswitch.conf', 'passwd: files\nhosts: dns myhostname\n');
      world.names = new Map([[shop, ['93.184.216.34']]]);
    },
    fix: /"files"/,
  },
  {
    name: 'a VPN answers for names',
    cause: 'tunnel-answers-names',
    spoil: (world) => {
      world.interfaces = { ...world.interfaces, tun0: [{ address: '10.8.0.2' }] };
      world.names.set(shop, ['10.20.30.40']);
    },
    says: /tun0/,
  },
  {
    name: 'the hosts file cannot be read',
    cause: 'hosts-unreadable',
    spoil: (world) => {
      const failure = { code: 'hosts/unreadable', message: '"/etc/hosts" cannot be read (EACCES)' };
      world.hosts = { ...world.hosts, entries: [], missing: [shop, bakery], failure };
    },
  },
  {
    name: 'the hosts file became UTF-16',
    cause: 'hosts-utf-16',
    spoil: (world) => {
      const failure = { code: 'hosts/utf-16', message: '"/etc/hosts" is UTF-16' };
      world.hosts = { ...world.hosts, entries: [], missing: [shop, bakery], failure };
      world.browsers = [];
      world.names = new Map();
    },
    fix: /slipway hosts convert/,
  },
  {
    name: 'an antivirus program has taken our names out again',
    cause: 'hosts-set-back',
    spoil: (world) => {
      const failure = {
        code: 'hosts/set-back',
        message: 'another program has taken our names out of "/etc/hosts" again',
      };
      world.hosts = { ...world.hosts, entries: [], missing: [shop, bakery], failure };
      world.names = new Map();
      world.browsers = [];
    },
  },
  {
    name: 'the hosts file was made immutable with our block in it, and the table went on',
    cause: 'hosts-unwritable',
    spoil: (world) => {
      const failure = { code: 'hosts/immutable', message: '"/etc/hosts" is marked as one that nobody may change' };
      world.hosts = { ...world.hosts, entries: entries(shop), missing: [bakery], failure };
    },
  },
  {
    name: 'somebody cut off the end of our block',
    cause: 'hosts-broken-block',
    spoil: (world) => {
      world.hosts = { ...world.hosts, entries: entries(shop), missing: [bakery], repairs: ['the block has no end'] };
      world.names.set(bakery, 'ENOTFOUND');
    },
  },
  {
    name: 'a block is left of a run that is gone',
    cause: 'hosts-left-over',
    spoil: (world) => {
      world.running = false;
      world.listeners = world.listeners.map(({ bound: _, ...one }) => ({ ...one, addresses: [] }));
    },
    fix: /slipway hosts clean/,
  },
  {
    name: 'a name came to the table after the block was written',
    cause: 'hosts-out-of-step',
    spoil: (world) => {
      world.hosts = { ...world.hosts, entries: entries(shop), missing: [bakery] };
      world.names.set(bakery, 'ENOTFOUND');
      world.browsers = [];
    },
    says: /bakery\.test/,
  },
  {
    name: 'a line of somebody else has the name first',
    cause: 'hosts-conflict',
    spoil: (world) => {
      world.hosts = { ...world.hosts, conflicts: [{ name: shop, line: 3, text: '10.1.1.1 shop.test' }] };
      world.names.set(shop, ['10.1.1.1']);
    },
    says: /line 3/,
  },
  { name: 'a name in .dev without HTTPS', cause: 'name-preloaded', spoil: (world) => named(world, 'shop.dev') },
  { name: 'a name in .local', cause: 'name-mdns', spoil: (world) => named(world, 'shop.local') },
  {
    name: 'a name of one word',
    cause: 'name-single-label',
    spoil: (world) => {
      const backend = '{ service: { name: shop, port: { number: 80 } } }';
      const paths = `{ paths: [{ path: /, pathType: Prefix, backend: ${backend} }] }`;
      world.yaml += `---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: one }\nspec: { rules: [{ host: intranet, http: ${paths} }] }\n`;
      world.hosts = { ...world.hosts, entries: entries(shop, bakery, 'intranet') };
      world.names.set('intranet', ['127.0.0.1', '::1']);
    },
    says: /"intranet"/,
  },
];

export const browserFaults: readonly Fault[] = [
  {
    name: 'the mapping proxy takes no connections',
    cause: 'proxy-silent',
    spoil: (world) => world.dials.set('127.0.0.1:18080', 'refused'),
  },
  {
    name: 'a hardened Firefox does not read the hosts file',
    cause: 'browser-skips-hosts',
    spoil: (world) =>
      firefox(world, 'user_pref("network.trr.mode", 3);\nuser_pref("network.trr.exclude-etc-hosts", false);\n'),
    says: /Firefox \(profile work\)/,
    fix: /exclude-etc-hosts/,
  },
  {
    name: 'the desktop has a proxy that does not know our names',
    cause: 'proxy-in-front',
    spoil: (world) => {
      const get = (words: string, text: string) =>
        world.printed.set(`gsettings get org.gnome.system.proxy${words}`, text);
      get(' mode', "'manual'\n");
      get(' ignore-hosts', "['localhost', '127.0.0.0/8']\n");
      get('.https host', "'proxy.corp'\n");
      get('.https port', '3128\n');
    },
    says: /proxy\.corp:3128/,
  },
  {
    name: 'the environment has a proxy, with a password in it',
    cause: 'proxy-in-front',
    spoil: (world) => {
      world.environment = { https_proxy: 'http://ada:hush@proxy.corp:3128', no_proxy: 'localhost,.test2' };
    },
    says: /"http:\/\/proxy\.corp:3128"/,
  },
  {
    name: 'a public page calls a name that leads here',
    cause: 'public-page-calls',
    spoil: (world) => {
      world.exchanges = [
        {
          authority: shop,
          requestHeaders: ['origin', 'https://www.example.com', 'access-control-request-private-network', 'true'],
        },
      ];
    },
    says: /"www\.example\.com".*"shop\.test"/,
  },
];
