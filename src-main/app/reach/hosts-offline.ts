import { homedir } from 'node:os';
import type { HostsState } from '#contract/reach.ts';
import type { Failure, Result } from '#core/failure.ts';
import type { HostsPlan } from '#core/hosts-file/plan.ts';
import { openSettings } from '../settings.ts';
import { type HostsMachine, hostsMachine } from './hosts-machine.ts';
import { ownersOf, sayBlocks } from './hosts-owners.ts';

/** The hosts file where no Slipway runs: what is left in it, and how it goes. */
export type HostsOffline = {
  readonly state: () => Promise<HostsState>;
  /** What cleaning or converting would do. */
  readonly plan: (
    step: OfflineStep,
  ) => Promise<Pick<HostsPlan, 'file' | 'changes' | 'repairs' | 'rights' | 'command' | 'failure'>>;
  /** Failures: `hosts/declined`, `elevate/impossible`, and those of the file. */
  readonly carryOut: (step: OfflineStep) => Promise<Result<{ readonly written: boolean }>>;
};

/** `all`: also blocks of another Slipway that runs. */
export type OfflineStep = { readonly does: 'clean'; readonly all: boolean } | { readonly does: 'convert' };

/** This machine's; `given` for tests. Nothing rejects but `state` where the data folder cannot be read. */
export const hostsOffline = async (dataFolder: string, given?: HostsMachine): Promise<HostsOffline> => {
  const settings = await openSettings({ dataFolder, log: () => {}, everyMs: 0 });
  const chosen = settings.now().hosts.file;
  await settings.close();
  const system = { platform: process.platform, environment: process.env, home: homedir() };
  const machine = given ?? hostsMachine(system, dataFolder, async () => chosen);
  const { file, records } = machine;
  const look = async () => {
    await file.mend();
    const seen = await file.look();
    return { seen, owned: ownersOf(seen.read.blocks, await records.read(), machine, '') };
  };
  const stepOf = async (step: OfflineStep) => {
    if (step.does === 'convert') return step;
    const { seen, owned } = await look();
    const others = new Set(owned.others.map(({ block }) => block.id));
    // Also ends without a beginning go, which are no blocks.
    if (step.all || others.size === 0) return { does: 'clean' } as const;
    return { does: 'clean', ids: seen.read.blocks.map(({ id }) => id).filter((id) => !others.has(id)) } as const;
  };
  return {
    state: async () => {
      const { seen, owned } = await look();
      const blocks = seen.read.blocks;
      const since = Math.min(...blocks.flatMap((block) => block.since ?? []));
      return {
        file: seen.file,
        entries: blocks.flatMap(({ entries }) => entries),
        rights: seen.rights,
        ...(seen.failure && { failure: seen.failure }),
        ...(Number.isFinite(since) && { since }),
        ...(seen.cutOff && { cutOff: true }),
        notes: sayBlocks(owned),
      };
    },
    plan: async (step) => file.plan(await stepOf(step)),
    carryOut: async (step) => {
      const { owned } = await look();
      const done = await file.apply(await stepOf(step), true);
      const gone = [...owned.mine, ...owned.leftOver].map(({ id }) => id);
      if (done.ok && step.does === 'clean') await records.forget(gone).catch(() => undefined); // they say nothing any more
      return done;
    },
  };
};

/** Whether a failure means that only the person can do it. */
export const isForThePerson = ({ code }: Failure): boolean => code === 'elevate/impossible';
