import { build } from '#core/build.ts';
import { judge } from '#core/doctor/judge.ts';
import type { Dialled, HostsSeen, WorkspaceSeen } from '#core/doctor/observations.ts';
import type { CheckResult } from '#core/doctor/report.ts';
import type { Exchange } from '#core/traffic/exchange.ts';
import type { ListenerState } from '#core/traffic/gateway-state.ts';
import type { EndpointState, UpstreamState } from '#core/traffic/upstream-state.ts';
import { idleUpstream } from '#core/traffic/upstream-state.ts';
import type { Listener } from '../../src-main/discover/linux-listeners.ts';
import type { DoctorSystem } from '../../src-main/doctor/doctor-system.ts';
import type { Asked, CertificatesSeen } from '../../src-main/doctor/look.ts';
import { look } from '../../src-main/doctor/look.ts';

export const now = Date.UTC(2026, 5, 15, 12);
export const day = 24 * 60 * 60 * 1000;
export const hour = 60 * 60 * 1000;
export const home = '/home/ada';
export const data = `${home}/.local/share/slipway`;

/** A machine and a Slipway on it, with everything that a test may spoil. Nothing of it is real. */
export type FakeWorld = {
  platform: NodeJS.Platform;
  environment: Record<string, string>;
  program: string;
  yaml: string;
  /** By path; what is not here is not there. */
  files: Map<string, string>;
  times: Map<string, { mtimeMs: number; mode: number }>;
  freeBytes: number;
  writing: string | undefined;
  /** By name; a code of the system in place of addresses where the resolver fails; `late` where it never answers. */
  names: Map<string, readonly string[] | string>;
  /** By `address:port`; open unless said otherwise. */
  dials: Map<string, Dialled>;
  programs: Listener[];
  interfaces: Record<string, { address: string }[]>;
  /** What a program of the system prints, by its words. */
  printed: Map<string, string>;
  running: boolean;
  listeners: ListenerState[];
  firstFreePort: number;
  runtime: string;
  wentBackMs: number;
  workspace: WorkspaceSeen;
  hosts: HostsSeen;
  browsers: string[];
  proxy: { address: string; port: number } | undefined;
  certificates: CertificatesSeen;
  exchanges: Partial<Exchange>[];
  others: { pid: number; serves: string }[];
  upstream: (state: UpstreamState) => UpstreamState;
};

export const shop = 'shop.test';
export const bakery = 'bakery.test';

const yaml = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: front }
spec:
  servers:
    - { port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }
    - { port: { number: 443, name: https, protocol: HTTPS }, hosts: ["${shop}"], tls: { mode: SIMPLE, credentialName: shop } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: ["${shop}", "${bakery}"]
  gateways: [front]
  http: [{ route: [{ destination: { host: shop, port: { number: 80 } } }] }]
---
apiVersion: v1
kind: Service
metadata: { name: shop }
spec: { ports: [{ port: 80, name: http }] }
---
apiVersion: slipway.dev/v1
kind: LocalService
metadata: { name: shop }
spec: { address: "127.0.0.1:9001" }
`;

const open = (port: number, protocol: string): ListenerState => ({
  listener: `0.0.0.0_${port}`,
  gateway: 'default/front',
  gateways: ['default/front'],
  port,
  protocol,
  addresses: ['127.0.0.1', '::1'],
  bound: port,
});

export const entries = (...names: readonly string[]) =>
  names.flatMap((name) => [{ address: '127.0.0.1', name } as const, { address: '::1', name } as const]);

/** All is well: two names in the hosts file, both ports open, the service there, the authority trusted. */
export const healthyWorld = (): FakeWorld => ({
  platform: 'linux',
  environment: {},
  program: '/usr/bin/node',
  yaml,
  files: new Map([['/etc/nsswitch.conf', 'hosts: files mdns4_minimal [NOTFOUND=return] dns\n']]),
  times: new Map([
    [`${data}/ca.pem`, { mtimeMs: now - 9 * day, mode: 0o100644 }],
    [`${data}/ca-key.pem`, { mtimeMs: now - 9 * day, mode: 0o100600 }],
  ]),
  freeBytes: 50 * 1024 ** 3,
  writing: undefined,
  names: new Map([shop, bakery].map((name) => [name, ['::1', '127.0.0.1']])),
  dials: new Map(),
  programs: [],
  interfaces: { lo: [{ address: '127.0.0.1' }], eth0: [{ address: '192.168.1.7' }] },
  printed: new Map(),
  running: true,
  listeners: [open(80, 'HTTP'), open(443, 'HTTPS')],
  firstFreePort: 80,
  runtime: '24.21.0',
  wentBackMs: 0,
  workspace: { files: 1, errors: 0, heldBack: [], failures: [] },
  hosts: { file: '/etc/hosts', entries: entries(shop, bakery), missing: [], stale: [], conflicts: [], repairs: [] },
  browsers: ['Chromium'],
  proxy: { address: '127.0.0.1', port: 18_080 },
  certificates: {
    authority: { from: 'own', notBefore: now - 9 * day, notAfter: now + 3_000 * day, needed: true },
    stores: [
      { id: 'system', name: 'the system', usedBy: 'curl', state: 'trusted', says: '' },
      { id: 'nss', name: 'NSS', usedBy: 'Chromium', state: 'trusted', says: '' },
      { id: 'java:/usr/lib/jvm/a', name: 'Java', usedBy: 'Java', state: 'untrusted', says: '' },
    ],
    served: [
      {
        port: 443,
        servers: [shop],
        from: 'the local authority',
        byAuthority: true,
        leaf: { names: [shop], notBefore: now - day, notAfter: now + 60 * day },
        problems: [],
      },
    ],
  },
  exchanges: [
    { authority: shop, requestHeaders: ['Host', shop, 'Origin', 'https://shop.test', 'Sec-Fetch-Site', 'cross-site'] },
  ],
  others: [],
  upstream: (state) => state,
});

export const endpoint = (health: EndpointState['health']): EndpointState => ({
  address: '127.0.0.1:9001',
  labels: {},
  weight: 1,
  health,
  ejections: 0,
  active: 0,
  connections: 0,
  totals: { requests: 0, answers: 0, errors: 0, connectFailures: 0, broken: 0 },
});

/** An error of the system. */
const fail = (code: string): Error => Object.assign(new Error(`${code}: it does not work`), { code });

export const systemOf = (world: FakeWorld): DoctorSystem => ({
  platform: world.platform,
  environment: world.environment,
  home,
  pid: 100,
  program: world.program,
  read: async (path) => {
    const text = world.files.get(path);
    if (text === undefined) throw fail('ENOENT');
    return text;
  },
  list: async (folder) => {
    const names = [...world.files.keys()].filter((path) => path.startsWith(`${folder}/`));
    return names.map((path) => path.slice(folder.length + 1));
  },
  stat: async (path) => {
    const found =
      world.times.get(path) ??
      ([...world.files.keys()].some((one) => one === path || one.startsWith(`${path}/`))
        ? { mtimeMs: now - day, mode: 0o100644 }
        : undefined);
    if (found === undefined) throw fail('ENOENT');
    return found;
  },
  freeBytes: async () => world.freeBytes,
  tryWriting: async () => {
    if (world.writing !== undefined) throw fail(world.writing);
  },
  lookup: async (host) => {
    const found = world.names.get(host);
    if (found === 'late') return new Promise(() => {});
    if (found === undefined || typeof found === 'string') throw fail(found ?? 'ENOTFOUND');
    return found;
  },
  dial: async (address, port) => world.dials.get(`${address}:${port}`) ?? 'open',
  listeners: async () => world.programs,
  interfaces: () => world.interfaces,
  ask: async (program, args) => {
    const text = world.printed.get([program, ...args].join(' '));
    if (text === undefined) throw fail('ENOENT');
    return text;
  },
});

const askedOf = (world: FakeWorld): Asked => {
  const { table } = build([{ file: 'shop.yaml', text: world.yaml }]);
  return {
    running: world.running,
    table,
    listeners: world.listeners,
    machine: { firstFreePort: world.firstFreePort },
    dataFolder: data,
    runtime: { name: 'Node.js', version: world.runtime, least: '24.0.0' },
    clock: { files: [`${data}/ca.pem`, `${data}/settings.json`], wentBackMs: world.wentBackMs },
    ownProxies: [],
    redirected: (to) => to,
    workspace: async () => world.workspace,
    upstreams: async () => Object.values(table.clusters).map((cluster) => world.upstream(idleUpstream(cluster))),
    hosts: async () => world.hosts,
    browsers: async () => ({ found: world.browsers, open: 0, ...(world.proxy && { proxy: world.proxy }) }),
    certificates: async () => world.certificates,
    exchanges: async () => world.exchanges as Exchange[],
    others: async () => world.others,
  };
};

/** What the doctor says of such a world, by the way of the real one: looking, then judging. */
export const examineWorld = async (world: FakeWorld, only?: readonly string[]): Promise<readonly CheckResult[]> =>
  judge(await look(systemOf(world), askedOf(world), () => now), only);

export const causesOf = (results: readonly CheckResult[]): readonly string[] =>
  results.flatMap(({ cause }) => cause ?? []);
