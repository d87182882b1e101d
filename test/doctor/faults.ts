import { bakery, data, day, endpoint, entries, type FakeWorld, home, hour, now, shop } from './fake-world.ts';

export type Fault = {
  readonly name: string;
  /** The one that is right. */
  readonly cause: string;
  readonly spoil: (world: FakeWorld) => void;
  /** What its sentence, and what its remedy, must name. */
  readonly says?: RegExp;
  readonly fix?: RegExp;
};

/** The port goes elsewhere, or stays shut. */
const move = (world: FakeWorld, port: number, bound: number | undefined): void => {
  world.listeners = world.listeners.map(({ bound: _, ...one }) =>
    one.port === port && bound === undefined
      ? { ...one, addresses: [], failure: { code: 'listen/failed', message: `port ${port} could not be opened` } }
      : { ...one, bound: one.port === port ? (bound ?? 0) : one.port },
  );
};
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

export const portFaults: readonly Fault[] = [
  {
    name: 'another program has port 80, and the gateway went elsewhere',
    cause: 'port-taken',
    spoil: (world) => {
      move(world, 80, 8080);
      world.programs = [{ port: 80, address: '0.0.0.0', pid: 812, process: 'nginx' }];
    },
    says: /port 80 belongs to "nginx" \(process 812\), so 8080 is open/,
    fix: /end "nginx"/,
  },
  {
    name: 'another program has port 443, which the person asked for and nothing else',
    cause: 'port-taken',
    spoil: (world) => {
      move(world, 443, undefined);
      world.programs = [{ port: 443, address: '::', pid: 9, process: 'caddy' }];
    },
    says: /so it is not open/,
  },
  {
    name: 'another Slipway has the port',
    cause: 'other-slipway',
    spoil: (world) => {
      move(world, 80, 8080);
      world.programs = [{ port: 80, address: '127.0.0.1', pid: 77, process: 'node' }];
      world.others = [{ pid: 77, serves: '/home/ada/shop' }];
    },
    says: /another Slipway \(process 77\)/,
  },
  {
    name: 'ports below 1024 are kept for others',
    cause: 'port-privileged',
    spoil: (world) => {
      world.firstFreePort = 1024;
      move(world, 80, 8080);
    },
    fix: /sysctl/,
  },
  {
    name: 'Windows has set the port aside',
    cause: 'port-excluded',
    spoil: (world) => {
      world.platform = 'win32';
      move(world, 443, 8443);
      world.printed.set(
        'netsh int ipv4 show excludedportrange protocol=tcp',
        'Protokoll tcp Portausschlussbereiche\n\nStartport    Endport\n----------    --------\n       400         459\n     50000       50059     *\n',
      );
    },
    says: /400-459/,
    fix: /startport=400 numberofports=60/,
  },
  {
    name: 'another listener of the gateway has the port',
    cause: 'port-clash',
    spoil: (world) => {
      move(world, 443, 80);
      move(world, 80, 8080);
      world.listeners = world.listeners.map((one) => (one.port === 443 ? { ...one, bound: 80 } : one));
      world.listeners = world.listeners.map((one) =>
        one.port === 443 ? { ...one, port: 80, bound: 80, listener: 'x' } : one,
      );
    },
  },
  {
    name: 'the address of the Gateway is none of this machine',
    cause: 'port-address',
    spoil: (world) => {
      move(world, 80, undefined);
      const failure = { code: 'listen/bad-address', message: '"10.9.8.7" is not an address of this machine' };
      world.listeners = world.listeners.map((one) => (one.port === 80 ? { ...one, failure } : one));
    },
    says: /10\.9\.8\.7/,
  },
  {
    name: 'security software swallows connections to the open port',
    cause: 'port-silent',
    spoil: (world) => world.dials.set('127.0.0.1:443', 'late'),
    says: /443 .*does not answer/,
  },
  {
    name: 'the port was taken at the start and is free by now',
    cause: 'port-freed',
    spoil: (world) => move(world, 80, 8080),
  },
  {
    name: 'the port could not be opened, and nobody knows why',
    cause: 'port-failed',
    spoil: (world) => move(world, 80, undefined),
  },
  {
    name: 'nothing is served',
    cause: 'nothing-served',
    spoil: (world) => {
      world.yaml = world.yaml.slice(world.yaml.indexOf('---'));
      world.listeners = [];
      world.hosts = { ...world.hosts, stale: [shop, bakery] };
      world.certificates = { ...world.certificates, served: [] };
    },
  },
];

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

const served = (world: FakeWorld, change: Partial<FakeWorld['certificates']['served'][number]>): void => {
  const [first] = world.certificates.served;
  if (first !== undefined) world.certificates = { ...world.certificates, served: [{ ...first, ...change }] };
};
const secret = { from: 'Secret default/shop', byAuthority: false };

export const certificateFaults: readonly Fault[] = [
  {
    name: 'the certificate of a Secret has ended',
    cause: 'certificate-ended',
    spoil: (world) =>
      served(world, { ...secret, leaf: { names: [shop], notBefore: now - 99 * day, notAfter: now - day } }),
    says: /Secret default\/shop.*2026-06-14/,
  },
  {
    name: 'the certificate of a Secret ends soon',
    cause: 'certificate-soon',
    spoil: (world) =>
      served(world, { ...secret, leaf: { names: [shop], notBefore: now - 99 * day, notAfter: now + 2 * day } }),
  },
  {
    name: 'the certificate of a Secret begins tomorrow',
    cause: 'certificate-early',
    spoil: (world) =>
      served(world, { ...secret, leaf: { names: [shop], notBefore: now + day, notAfter: now + 90 * day } }),
  },
  {
    name: 'the certificate of a Secret is for another name',
    cause: 'certificate-other-name',
    spoil: (world) =>
      served(world, { ...secret, leaf: { names: ['*.shop.test'], notBefore: now - day, notAfter: now + 90 * day } }),
  },
  {
    name: 'a Secret holds no certificate that can be shown',
    cause: 'certificate-refused',
    spoil: (world) => {
      const [{ leaf: _, ...first } = { leaf: undefined }] = world.certificates.served;
      const broken = { ...first, ...secret, problems: ['the private key does not belong to its certificate'] };
      world.certificates = { ...world.certificates, served: [broken as FakeWorld['certificates']['served'][number]] };
    },
  },
  {
    name: 'the local authority has ended, and with it its certificates and their trust',
    cause: 'authority-ended',
    spoil: (world) => {
      served(world, { leaf: { names: [shop], notBefore: now - 90 * day, notAfter: now - day } });
      const stores = world.certificates.stores.map((one) => ({ ...one, state: 'untrusted' as const }));
      const authority = { from: 'own', notBefore: now - 3_000 * day, notAfter: now - day, needed: true } as const;
      world.certificates = { ...world.certificates, authority, stores };
    },
  },
  {
    name: 'the person’s browsers do not trust the local authority',
    cause: 'authority-untrusted',
    spoil: (world) => {
      const stores = world.certificates.stores.map((one) => ({ ...one, state: 'untrusted' as const }));
      world.certificates = { ...world.certificates, stores };
    },
    fix: /slipway ca trust/,
  },
];

export const serviceFaults: readonly Fault[] = [
  {
    name: 'the program of a service is not running',
    cause: 'service-down',
    spoil: (world) => world.dials.set('127.0.0.1:9001', 'refused'),
  },
  {
    name: 'a service takes no connections',
    cause: 'service-late',
    spoil: (world) => world.dials.set('127.0.0.1:9001', 'late'),
  },
  {
    name: 'the address of a service is a name that nobody knows',
    cause: 'service-unknown-name',
    spoil: (world) => {
      world.yaml = world.yaml.replace('127.0.0.1:9001', 'backend.nowhere:9001');
      world.dials.set('backend.nowhere:9001', 'unresolved');
    },
    says: /backend\.nowhere:9001/,
  },
  {
    name: 'nobody has said where a service is',
    cause: 'service-unbound',
    spoil: (world) => {
      world.yaml = world.yaml.slice(0, world.yaml.lastIndexOf('---'));
    },
  },
  {
    name: 'a service leads back to the gateway, until its endpoint is left out',
    cause: 'service-loops',
    spoil: (world) => {
      world.yaml = world.yaml.replace('127.0.0.1:9001', '127.0.0.1:80');
      world.upstream = (state) => ({ ...state, endpoints: [endpoint('ejected')] });
    },
  },
  {
    name: 'every endpoint is left out after errors, though its port is open',
    cause: 'service-left-out',
    spoil: (world) => {
      world.upstream = (state) => ({ ...state, endpoints: [endpoint('ejected')] });
    },
  },
  {
    name: 'a document has errors from the start',
    cause: 'documents-broken',
    spoil: (world) => {
      world.workspace = { ...world.workspace, errors: 2, first: 'in "shop.yaml": unknown field "hsot"' };
      world.listeners = [];
      world.yaml = '';
      world.hosts = { ...world.hosts, stale: [shop, bakery] };
      world.certificates = { ...world.certificates, served: [] };
    },
    says: /unknown field/,
  },
  {
    name: 'a document was spoiled; its last good version answers',
    cause: 'documents-held-back',
    spoil: (world) => {
      world.workspace = { ...world.workspace, errors: 1, heldBack: ['VirtualService default/shop'] };
    },
  },
  {
    name: 'a file of the workspace cannot be read',
    cause: 'workspace-unreadable',
    spoil: (world) => {
      world.workspace = { ...world.workspace, failures: ['"shop.yaml" cannot be read'] };
    },
  },
];

export const machineFaults: readonly Fault[] = [
  {
    name: 'the clock is behind, so that certificates begin later than now',
    cause: 'clock-behind',
    spoil: (world) => {
      world.times.set(`${data}/ca.pem`, { mtimeMs: now + 400 * day, mode: 0o100644 });
      served(world, { leaf: { names: [shop], notBefore: now + 300 * day, notAfter: now + 390 * day } });
    },
    says: /400 days/,
  },
  {
    name: 'the clock went back while the program ran',
    cause: 'clock-went-back',
    spoil: (world) => {
      world.wentBackMs = 3 * hour;
      world.times.set(`${data}/settings.json`, { mtimeMs: now + 2 * hour, mode: 0o100600 });
    },
  },
  {
    name: 'the disk is full',
    cause: 'disk-full',
    spoil: (world) => {
      world.freeBytes = 0;
      world.writing = 'ENOSPC';
    },
  },
  {
    name: 'the disk is nearly full',
    cause: 'disk-low',
    spoil: (world) => {
      world.freeBytes = 100 * 1024 ** 2;
    },
  },
  {
    name: 'the data folder is read-only',
    cause: 'data-folder-refused',
    spoil: (world) => {
      world.writing = 'EACCES';
    },
  },
  {
    name: 'others may read the key of the local authority',
    cause: 'key-open',
    spoil: (world) => world.times.set(`${data}/ca-key.pem`, { mtimeMs: now - day, mode: 0o100644 }),
    fix: /chmod 600/,
  },
  {
    name: 'Node is too old',
    cause: 'runtime-old',
    spoil: (world) => {
      world.runtime = '22.9.1';
    },
  },
  {
    name: 'names are in the hosts file of WSL alone',
    cause: 'wsl-hosts',
    spoil: (world) => {
      world.files.set('/proc/sys/kernel/osrelease', '5.15.167.4-microsoft-standard-WSL2\n');
    },
  },
  {
    name: 'names are in the hosts file of a container alone',
    cause: 'container-hosts',
    spoil: (world) => world.files.set('/.dockerenv', ''),
  },
  {
    name: 'names are in the hosts file that a sandbox shows',
    cause: 'package-hosts',
    spoil: (world) => world.files.set('/.flatpak-info', ''),
  },
];

export const faults: readonly Fault[] = [
  ...portFaults,
  ...nameFaults,
  ...browserFaults,
  ...certificateFaults,
  ...serviceFaults,
  ...machineFaults,
];
