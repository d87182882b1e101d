import type { FakeWorld } from './fake-world.ts';
import { bakery, shop } from './fake-world.ts';
import type { Fault } from './fault.ts';

/** The port goes elsewhere, or stays shut. */
const move = (world: FakeWorld, port: number, bound: number | undefined): void => {
  world.listeners = world.listeners.map(({ bound: _, ...one }) =>
    one.port === port && bound === undefined
      ? { ...one, addresses: [], failure: { code: 'listen/failed', message: `port ${port} could not be opened` } }
      : { ...one, bound: one.port === port ? (bound ?? 0) : one.port },
  );
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
    fix: /end "nginx" \(process 812\), which has port 80.*--port 80=8080/s,
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
    name: 'another program has the port that the person has asked for in place of 80',
    cause: 'port-taken',
    spoil: (world) => {
      world.yaml +=
        '---\napiVersion: slipway.dev/v1\nkind: LocalGateway\nmetadata: { name: here }\nspec: { ports: [{ declared: 80, local: 9080 }] }\n';
      move(world, 80, undefined);
      world.programs = [
        { port: 80, address: '0.0.0.0', pid: 1, process: 'nginx' },
        { port: 9080, address: '127.0.0.1', pid: 2, process: 'java', script: 'app.jar' },
      ];
    },
    says: /port 9080, as which 80 is wanted, belongs to "java app.jar" \(process 2\)/,
    fix: /--port 80=9081/,
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
    fix: /without port 443.*startport=443 numberofports=1/s,
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
