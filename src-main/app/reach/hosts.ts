import type { HostsState } from '#contract/reach.ts';
import type { Failure, Result } from '#core/failure.ts';
import { blockIdOf } from '#core/hosts-file/block-id.ts';
import type { HostsStep } from '#core/hosts-file/change.ts';
import { entriesFor } from '#core/hosts-file/entries.ts';
import { mostEntries } from '#core/hosts-file/payload.ts';
import type { HostsPlan } from '#core/hosts-file/plan.ts';
import { changedMeanwhile, setBack, tooMany } from '../../hosts-file/failures.ts';
import { type HostsMachine, hostsMachine } from './hosts-machine.ts';
import { type Owned, ownersOf, sayBlocks } from './hosts-owners.ts';
import { browserDoors, namesIn, type Wanted, wantedNames } from './hosts-wanted.ts';
import { reachNowhere } from './nowhere.ts';
import type { HostsPart, PartWorld } from './part.ts';

/** How long antivirus programs take to set a file back. */
const settleMs = 5_000;
/** How often to see whether somebody else has written the file. */
const lookMs = 3_000;
/** How long the end of the program waits for the person's answer to a last question. */
const lastAnswerMs = 60_000;

/** Our block in the hosts file of this machine. Without a data folder nothing could be mended after a crash, so nothing is written. */
export const createHosts = (world: PartWorld, machine: HostsMachine | undefined = machineOf(world)): HostsPart => {
  if (machine === undefined) return nowhere();
  const { log, clock } = world;
  const { file, records } = machine;
  let declined = false;
  let reverted: Failure | undefined;
  let stamp: string | undefined;
  let mapped = '';
  let followed = blockIdOf(world.workspace?.() ?? '');
  let closed = false;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work);
    last = mine.catch(() => undefined); // whoever asked for it gets the error
    return mine;
  };
  const ownId = (): string => blockIdOf(world.workspace?.() ?? '');
  const look = async (): Promise<{ seen: Awaited<ReturnType<typeof file.look>>; owned: Owned }> => {
    const seen = await file.look();
    return { seen, owned: ownersOf(seen.read.blocks, await records.read(), machine, ownId()) };
  };

  const state = async (): Promise<HostsState> => {
    const { seen, owned } = await look();
    const blocks = [...owned.mine, ...owned.leftOver, ...owned.unknown];
    const entries = blocks.flatMap((block) => block.entries);
    const since = Math.min(...blocks.flatMap((block) => block.since ?? []));
    const names = [...new Set(entries.map(({ name }) => name))];
    if (mapped !== names.join()) {
      mapped = names.join();
      world.gateway().mapped(names);
    }
    const failure = seen.failure ?? reverted;
    return {
      file: seen.file,
      entries,
      rights: seen.rights,
      ...(failure && { failure }),
      ...(Number.isFinite(since) && { since }),
      ...(seen.cutOff && { cutOff: true }),
      notes: [
        ...sayBlocks(owned),
        ...(seen.cutOff ? ['a write was cut off by a crash; writing or cleaning once with all rights mends it'] : []),
        ...(declined && entries.length > 0
          ? [
              'the rights were not given, so nothing is asked when Slipway ends; "slipway hosts clean" takes the names out',
            ]
          : []),
      ],
    };
  };

  const wanted = async (names: readonly string[] | undefined): Promise<Wanted> => {
    const gateway = world.gateway();
    const doors = browserDoors(gateway.table(), gateway.listeners());
    const wild = names === undefined && doors.some(({ host }) => host.startsWith('*'));
    const used = wild ? await world.open?.().handlers['traffic.list']({ last: 2_000 }) : [];
    const seen = namesIn([...(used ?? []).map(({ authority }) => authority), ...(gateway.tested?.() ?? [])]);
    return wantedNames({ doors, listeners: gateway.listeners(), seen }, names);
  };
  const prepare = async (names: readonly string[] | undefined): Promise<{ plan: HostsPlan; step: HostsStep }> => {
    const { wanted: all, unknown, notes } = await wanted(names);
    const { entries, refused } = entriesFor(all);
    const { owned } = await look();
    const without = [...owned.leftOver, ...owned.mine].map(({ id }) => id).filter((id) => id !== ownId());
    const step: HostsStep = {
      does: 'write',
      id: ownId(),
      at: `${new Date(clock()).toISOString().slice(0, 19)}Z`,
      entries,
      ...(without.length > 0 && { without: [...new Set(without)] }),
    };
    const reason = 'is no name that an open port of the running table takes, so nothing would answer it';
    const planned = await file.plan(step);
    const failure =
      planned.failure ??
      (entries.length > mostEntries ? tooMany(planned.file, entries.length, mostEntries) : undefined);
    return {
      plan: {
        ...planned,
        ...(failure && { changes: [], failure }),
        entries,
        refused: [...refused, ...unknown.map((name) => ({ name, reason }))],
        notes: all.length + unknown.length === 0 ? [nothingOpen] : notes,
      },
      step,
    };
  };

  /** Read again after a while: what an antivirus program takes out is told, and never written again unasked. */
  const watchOver = async (): Promise<void> => {
    await machine.wait(settleMs);
    if (closed) return;
    const { seen, owned } = await look();
    if (seen.failure === undefined && owned.mine.length === 0) reverted = setBack(seen.file);
    world.changed();
  };
  /** A step that failed half-way (one of two files, a file that could not be set back) may have left names, which are to go at the end. */
  const keepWhatIsThere = async (step: HostsStep): Promise<void> => {
    if (step.does !== 'write' || step.entries.length === 0) return;
    const { seen } = await look();
    const isOfNow = (block: (typeof seen.read.blocks)[number]) =>
      block.id === step.id && block.since === Date.parse(step.at);
    if (seen.read.blocks.some(isOfNow)) await records.write(step.id, machine.process).catch(() => undefined); // a later run asks whose it is
  };
  const finish = async (step: HostsStep, done: Result<{ readonly written: boolean }>): Promise<Result<HostsState>> => {
    if (!done.ok) {
      await keepWhatIsThere(step);
      if (done.failure.code === 'hosts/declined') declined = true;
      if (done.failure.code === 'hosts/set-back') reverted = done.failure;
      world.changed();
      return done;
    }
    declined = false;
    reverted = undefined;
    try {
      const isWrite = step.does === 'write' && step.entries.length > 0;
      const gone =
        step.does === 'write' ? [...(step.without ?? []), ...(isWrite ? [] : [step.id])] : (idsOf(step) ?? []);
      if (isWrite) await records.write(step.id, machine.process);
      await records.forget(gone);
      if (isWrite && done.value.written) void watchOver().catch(() => undefined); // it is looked at again all the time
    } catch (error) {
      // Without a record a later run asks whose the block is; it is written all the same.
      log('warn', 'who wrote the hosts file cannot be kept', { cause: String(error) });
    }
    world.changed();
    return { ok: true, value: await state() };
  };
  const clean = async (ask: boolean, whose: (owned: Owned) => Owned['mine']): Promise<Result<HostsState>> => {
    const { seen, owned } = await look();
    const ids = [...new Set(whose(owned).map(({ id }) => id))];
    if (ids.length === 0 && !(ask && seen.cutOff)) return { ok: true, value: await state() };
    const step: HostsStep = { does: 'clean', ids };
    return finish(step, await file.apply(step, ask));
  };

  /** What an earlier run left: mended, and taken out where that needs no question. */
  const begin = async (): Promise<void> => {
    await file.mend();
    const { onQuit } = (await world.settings()).hosts;
    const { seen, owned } = await look();
    if (onQuit === 'remove' && seen.rights === 'own' && owned.leftOver.length > 0) {
      const done = await clean(false, ({ leftOver }) => leftOver);
      if (done.ok)
        log('warn', 'names that an earlier run had left in the hosts file were taken out', { file: seen.file });
    }
    stamp = await file.stamp();
    world.changed();
  };
  void inTurn(begin).catch((error: unknown) =>
    log('warn', 'the hosts file cannot be looked at', { cause: String(error) }),
  );
  const timer = setInterval(() => {
    void file.stamp().then(
      (now) => {
        if (closed || now === stamp) return;
        stamp = now;
        world.changed();
      },
      () => undefined, // the settings cannot be read; the next look may be better
    );
  }, lookMs);
  timer.unref();

  return {
    handlers: {
      'hosts.plan': async ({ names }) => ({ ok: true, value: (await prepare(names)).plan }),
      'hosts.apply': ({ names, sha256 }) =>
        inTurn(async () => {
          const { plan, step } = await prepare(names);
          if (plan.failure !== undefined) return { ok: false, failure: plan.failure };
          if (plan.sha256 !== sha256) return { ok: false, failure: changedMeanwhile(plan.file) };
          return finish(step, await file.apply(step, true));
        }),
      'hosts.clean': () =>
        inTurn(() => clean(true, ({ mine, leftOver, unknown }) => [...mine, ...leftOver, ...unknown])),
    },
    state,
    follow: () => {
      if (ownId() === followed) return;
      followed = ownId();
      // The block of a workspace that was open before leads to ports that are closed.
      void inTurn(async () => {
        const { seen, owned } = await look();
        const former = owned.mine.filter(({ id }) => id !== ownId());
        if (former.length > 0 && seen.rights === 'own') await clean(false, () => former);
      }).catch(() => undefined); // said by the state
    },
    close: async (quietly = false) => {
      closed = true;
      clearInterval(timer);
      // Somebody may look at a question of the system still; the program ends all the same.
      const isFree = await within(
        lastAnswerMs,
        last.then(() => true),
      );
      const { onQuit } = (await world.settings()).hosts;
      const { seen, owned } = await look();
      if (onQuit === 'keep' || owned.mine.length === 0) return;
      const removed = await within(
        lastAnswerMs,
        clean(
          isFree === true && !quietly && !declined && (seen.rights === 'prompt' || file.alwaysAsks === true),
          ({ mine }) => mine,
        ),
      );
      if (removed?.ok) return;
      const why = removed?.failure.message ?? 'there was no answer';
      log('warn', `names stay in the hosts file until "slipway hosts clean" takes them out: ${why}`);
    },
  };
};

const nothingOpen =
  'no port that is open takes a host by name, so there is nothing to write; look at the problems of the Gateways';

const machineOf = ({ dataFolder, system, settings }: PartWorld): HostsMachine | undefined =>
  dataFolder === undefined ? undefined : hostsMachine(system, dataFolder, async () => (await settings()).hosts.file);

const nowhere = (): HostsPart => {
  const none = reachNowhere();
  return {
    handlers: {
      'hosts.plan': none['hosts.plan'],
      'hosts.apply': none['hosts.apply'],
      'hosts.clean': none['hosts.clean'],
    },
    state: async () => (await none['reach.state'](null)).hosts,
    follow: () => {},
    close: async () => {},
  };
};

const idsOf = (step: HostsStep): readonly string[] | undefined => (step.does === 'clean' ? step.ids : undefined);

const within = async <T>(ms: number, work: Promise<T>): Promise<T | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};
