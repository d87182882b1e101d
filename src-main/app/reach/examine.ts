import type { WorkspaceState } from '#contract/contract.ts';
import { usualSettings } from '#contract/settings.ts';
import { build } from '#core/build.ts';
import type { DoctorReport } from '#core/doctor/report.ts';
import type { Failure } from '#core/failure.ts';
import type { Source } from '#core/text/source.ts';
import type { ListenerState } from '#core/traffic/gateway-state.ts';
import type { Clock, Log, Machine } from '#core/world.ts';
import { findBrowsers } from '../../browser/find.ts';
import { planListeners } from '../../gateway/listener/plan.ts';
import { createLocalCa } from '../../gateway/tls/local-ca.ts';
import type { ExaminedParts } from './ask-for.ts';
import { createCertificates } from './certificates.ts';
import { createDoctor } from './doctor.ts';
import { hostsOffline } from './hosts-offline.ts';
import type { PartWorld, System } from './part.ts';

export type Examined = {
  readonly sources: readonly Source[];
  /** Files that cannot be read. */
  readonly failures: readonly Failure[];
  readonly dataFolder: string;
  readonly system: System;
  readonly machine?: Machine;
  readonly clock: Clock;
  readonly log: Log;
  readonly checks?: readonly string[];
};

/** What the doctor can say while no Slipway runs: the ports that the documents would want, and everything else as it is. Changes nothing. */
export const examine = async (given: Examined): Promise<DoctorReport> => {
  const { sources, failures, machine, clock, log, dataFolder, system, checks } = given;
  const { table, diagnostics } = build(sources, undefined, machine);
  const listeners = planListeners(table).map(({ said }): ListenerState => ({ ...said, addresses: [] }));
  const files = sources.map(({ file, text }) => ({ file, text, revision: '', writable: false }));
  const workspace: WorkspaceState = { title: '', files, failures };
  const ca = createLocalCa({ clock, folder: dataFolder });
  const world: PartWorld = {
    clock,
    log,
    dataFolder,
    system,
    settings: async () => usualSettings,
    gateway: () => ({
      table: () => table,
      listeners: () => listeners,
      authority: undefined,
      ca,
      served: async () => [],
      mapped: () => {},
      setTestBrowser: () => {},
    }),
    changed: () => {},
  };
  // The parts of a run begin by mending what an earlier one left; here everything stays as it is found.
  const parts: ExaminedParts = {
    browsers: {
      state: async () => ({ browsers: await findBrowsers(system), sessions: [] }),
    },
    hosts: {
      state: async () => (await hostsOffline(dataFolder)).state(),
      handlers: { 'hosts.plan': async () => ({ ok: false, failure: notRunning }) },
    },
    certificates: createCertificates(world),
  };
  const documents = { workspace, diagnostics, ...(machine && { machine }) };
  const doctor = createDoctor(world, parts, { documents });
  return doctor.handlers['doctor.run'](checks === undefined ? {} : { checks });
};

const notRunning: Failure = { code: 'doctor/not-running', message: 'no Slipway is running, so that there is no plan' };
