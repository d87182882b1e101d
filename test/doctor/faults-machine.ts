import { bakery, data, day, endpoint, type FakeWorld, hour, now, shop } from './fake-world.ts';
import type { Fault } from './fault.ts';

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
