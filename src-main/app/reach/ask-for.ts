import { join } from 'node:path';
import type { WorkspaceState } from '#contract/contract.ts';
import type { CertificatesState, HostsState, ServedCertificate } from '#contract/reach.ts';
import type { HostsSeen, RuntimeSeen, ServedSeen, WorkspaceSeen } from '#core/doctor/observations.ts';
import type { HostsPlan } from '#core/hosts-file/plan.ts';
import { type Door, doorsOf, findDoor } from '#core/reach/doors.ts';
import type { Table } from '#core/route/table.ts';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import { idleUpstream } from '#core/traffic/upstream-state.ts';
import type { Machine } from '#core/world.ts';
import type { DoctorSystem } from '../../doctor/doctor-system.ts';
import type { Asked, CertificatesSeen } from '../../doctor/look.ts';
import { redirect } from '../../gateway/upstream/resolve.ts';
import { findRunning } from '../running-files.ts';
import type { OpenApp } from './open-app.ts';
import type { OtherParts, PartWorld } from './part.ts';

/** So much of the newest traffic is looked through for pages that call here. */
const exchanges = 2_000;

/** What was read, where no gateway serves it. */
export type Documents = {
  readonly workspace: WorkspaceState;
  readonly diagnostics: readonly Diagnostic[];
  readonly machine?: Machine;
};

type DoctorsWorld = {
  readonly system: DoctorSystem;
  readonly documents: Documents | undefined;
  readonly wentBackMs: number;
};

/** What the doctor needs of the other parts. */
export type ExaminedParts = {
  readonly browsers: Pick<OtherParts['browsers'], 'state'>;
  readonly hosts: Pick<OtherParts['hosts'], 'state'> & {
    readonly handlers: Pick<OtherParts['hosts']['handlers'], 'hosts.plan'>;
  };
  readonly certificates: Pick<OtherParts['certificates'], 'state'>;
};

/** What the doctor is to ask the other parts and the workspace that is open. */
export const askFor = (
  { gateway, open, dataFolder }: PartWorld,
  { browsers, hosts, certificates }: ExaminedParts,
  { system, documents, wentBackMs }: DoctorsWorld,
): Asked => {
  const app = open?.();
  const table = gateway().table();
  const listeners = gateway().listeners();
  const machine = app === undefined ? documents?.machine : app.running().machine;
  const mesh = app?.running().gateway.mesh?.bound;
  const written =
    dataFolder === undefined ? [] : ['ca.pem', 'settings.json', 'running'].map((name) => join(dataFolder, name));
  return {
    running: app !== undefined,
    table,
    listeners,
    ...(machine && { machine }),
    ...(dataFolder !== undefined && { dataFolder }),
    runtime: runtime(),
    clock: { files: [...written, system.program], wentBackMs },
    ownProxies: mesh === undefined ? [] : [mesh],
    redirected: (to) => redirect(table.settings.resolve ?? [], to),
    workspace: async () => workspaceOf(app, documents),
    upstreams: async () =>
      app === undefined ? Object.values(table.clusters).map(idleUpstream) : app.handlers['gateway.upstreams'](null),
    hosts: async () => {
      const [state, plan] = await Promise.all([hosts.state(), hosts.handlers['hosts.plan']({})]);
      return hostsOf(state, plan.ok ? plan.value : undefined, everyDoor(table, listeners));
    },
    browsers: async () => {
      const { browsers: found, sessions, proxy } = await browsers.state();
      return {
        found: found.map(({ name }) => name),
        open: sessions.length,
        ...(proxy && { proxy: { address: proxy.address, port: proxy.port } }),
      };
    },
    certificates: async () => certificatesOf(await certificates.state()),
    exchanges: async () => app?.handlers['traffic.list']({ last: exchanges }) ?? [],
    others: async () =>
      dataFolder === undefined
        ? []
        : (await findRunning(dataFolder))
            .filter(({ pid }) => pid !== system.pid)
            .map(({ pid, paths }) => ({ pid, serves: paths.join(', ') })),
  };
};

/** What runs this program; the desktop app brings its own Node. */
const runtime = (): RuntimeSeen => {
  const { electron, node } = process.versions;
  return electron === undefined
    ? { name: 'Node.js', version: node, least: '24.0.0' }
    : { name: 'Electron', version: electron, least: '45.0.0' };
};

const workspaceOf = (app: OpenApp | undefined, documents: Documents | undefined): WorkspaceSeen => {
  if (app === undefined && documents === undefined) throw new Error('no Slipway is running');
  const { files = [], failures = [] } = app?.workspace() ?? documents?.workspace ?? {};
  const { diagnostics, heldBack } = app?.running() ?? { diagnostics: documents?.diagnostics ?? [], heldBack: [] };
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  return {
    files: files.length,
    errors: errors.length,
    ...(first && { first: `in "${first.place.file}": ${first.message}` }),
    heldBack: [...new Set(heldBack.map(({ resource }) => resource))],
    failures: failures.map(({ message }) => message),
  };
};

/** As if every port were open: what a name is for does not depend on that. */
const everyDoor = (table: Table, listeners: Parameters<typeof doorsOf>[1]): readonly Door[] =>
  doorsOf(
    table,
    listeners.map(({ failure: _, ...one }) => ({ ...one, bound: one.bound ?? one.port, addresses: ['127.0.0.1'] })),
  );

/** `plan`: what would be written if everything were; absent where that is not known. */
const hostsOf = (state: HostsState, plan: HostsPlan | undefined, doors: readonly Door[]): HostsSeen => {
  const { file, entries, failure } = state;
  const ports = [...new Set(doors.map(({ port }) => port))];
  const leads = (name: string): boolean => ports.some((port) => findDoor(doors, name, port) !== undefined);
  const written = new Set(entries.map(({ name }) => name));
  const wanted = new Set(plan?.entries.map(({ name }) => name) ?? []);
  return {
    file,
    entries,
    ...(failure && { failure: { code: failure.code, message: failure.message } }),
    missing: [...wanted].filter((name) => !written.has(name)),
    stale: [...written].filter((name) => !wanted.has(name) && !leads(name)),
    conflicts: plan?.conflicts ?? [],
    repairs: plan?.repairs ?? [],
  };
};

const certificatesOf = ({ authority, stores, served }: CertificatesState): CertificatesSeen => ({
  ...(authority && {
    authority: {
      from: authority.from,
      notBefore: authority.notBefore,
      notAfter: authority.notAfter,
      needed: served.some(({ from }) => from.is === 'authority'),
    },
  }),
  stores: stores.map(({ id, name, usedBy, state, says }) => ({ id, name, usedBy, state, says })),
  served: served.map(servedOf),
});

const servedOf = ({ port, servers, from, chain: [leaf], problems }: ServedCertificate): ServedSeen => ({
  port,
  servers,
  from: from.is === 'authority' ? 'the local authority' : from.name,
  byAuthority: from.is === 'authority',
  ...(leaf && { leaf: { names: leaf.names, notBefore: leaf.notBefore, notAfter: leaf.notAfter } }),
  problems,
});
