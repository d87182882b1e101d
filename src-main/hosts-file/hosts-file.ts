import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Failure, Result } from '#core/failure.ts';
import { type ReadHosts, readHosts } from '#core/hosts-file/block.ts';
import { isUtf16, textOf } from '#core/hosts-file/bytes.ts';
import { changeHosts, type HostsStep } from '#core/hosts-file/change.ts';
import { describeChange } from '#core/hosts-file/describe.ts';
import { checkStep, writePayload } from '#core/hosts-file/payload.ts';
import type { HostsPlan } from '#core/hosts-file/plan.ts';
import { commandOf, type Elevation } from '../elevate/create-elevate.ts';
import { errnoOf } from './disk.ts';
import { type ElevatedAnswer, journalBeside } from './elevated.ts';
import { notWritten, unreadable, utf16 } from './failures.ts';
import { flushNames } from './flush.ts';
import { settle } from './journal.ts';
import { hostsLocation, usualLineEnd } from './location.ts';
import { explained, type Rights, rightsTo } from './rights.ts';
import type { HostsWorld } from './world.ts';
import { writeHosts } from './write.ts';

export type HostsFileOptions = {
  readonly world: HostsWorld;
  readonly elevation: Elevation;
  /** How this program is started as the step with all rights; its arguments come behind. */
  readonly self: readonly string[];
  /** The person's folder for journal, backup and payload, absolute. Absent: nothing is noted, so there is nothing to finish after a crash. */
  readonly folder: string;
  /** Instead of the system's own file; empty: that one. */
  readonly chosen: () => Promise<string>;
};

/** The file as it is now. */
export type SeenHosts = {
  readonly file: string;
  readonly rights: 'own' | 'prompt' | 'command' | 'none';
  readonly failure?: Failure;
  /** Nothing where it cannot be read. */
  readonly read: ReadHosts;
  /** A write with all rights was cut off by a crash; any step with all rights mends it first. */
  readonly cutOff: boolean;
};

export type StepPlan = Pick<
  HostsPlan,
  'file' | 'changes' | 'conflicts' | 'repairs' | 'rights' | 'command' | 'failure' | 'sha256'
>;

export type HostsFile = {
  readonly look: () => Promise<SeenHosts>;
  /** Differs whenever the file may have been written; empty where there is none. */
  readonly stamp: () => Promise<string>;
  readonly plan: (step: HostsStep) => Promise<StepPlan>;
  /**
   * Carries a step out, asking for rights at most once, and only with `ask`. Resolves with whether anything was written, when the file
   * holds it; whether it stays is for the caller to see in a few seconds. Failures: `hosts/declined`, `elevate/impossible` and those of the file.
   */
  readonly apply: (step: HostsStep, ask: boolean) => Promise<Result<{ readonly written: boolean }>>;
  /** Mends what a killed process left; gives whether something is left that only the administrator can mend. */
  readonly mend: () => Promise<'nothing' | 'mended' | 'left'>;
  /** Part of each step is asked for, whatever the rights to the file are. */
  readonly alwaysAsks?: true;
};

/** The hosts file of this machine, or the one of the setting. Nothing here rejects. */
export const createHostsFile = ({ world, elevation, self, folder, chosen }: HostsFileOptions): HostsFile => {
  const { disk, platform } = world;
  /** With all rights the system's file is noted where nobody else can put a journal, whoever's folder this is (`sudo` may keep HOME). */
  const placesOf = (real: string, isSystems: boolean) =>
    world.isRoot && isSystems
      ? { file: real, journal: journalBeside(real) }
      : { file: real, journal: join(folder, 'hosts.journal'), backup: join(folder, 'hosts.backup') };
  /** Whether a write with all rights was cut off; only such a one mends it. */
  const isCutOff = (rights: Rights, isSystems: boolean): Promise<boolean> =>
    isSystems && rights.is === 'asked'
      ? disk.look(journalBeside(rights.real)).then(
          () => true,
          () => false,
        )
      : Promise.resolve(false);
  let systems: Promise<string> | undefined;
  const where = async (): Promise<{ readonly file: string; readonly isSystems: boolean }> => {
    const file = await chosen();
    if (file !== '') return { file, isSystems: false };
    // Asked of the registry on Windows, and the same for as long as the system runs.
    systems ??= hostsLocation(world);
    return { file: await systems, isSystems: true };
  };
  const wayOf = async (rights: Rights): Promise<SeenHosts['rights']> =>
    rights.is === 'asked' ? elevation.way() : rights.is;
  let known: { readonly of: string; readonly at: number; readonly rights: Rights } | undefined;
  /** Finding out takes a program of the system, so for whoever only looks it holds until the file is another, or a minute. */
  const rightsOf = async (file: string, isSystems: boolean, of: string | undefined): Promise<Rights> => {
    const now = world.clock();
    if (of === undefined || known?.of !== of || now - known.at > 60_000)
      known = { of: of ?? '', at: now, rights: await rightsTo(world, file, isSystems) };
    return known.rights;
  };
  let kept: { readonly of: string; readonly text: string; readonly read: ReadHosts } | undefined;
  /** Lists of advertisers make files of many megabytes, which are not read anew for every look. Rejects where it cannot be read. */
  const contentOf = async (file: string, of: string | undefined): Promise<Omit<NonNullable<typeof kept>, 'of'>> => {
    if (of !== undefined && kept?.of === of) return kept;
    const text = textOf(await disk.read(file));
    kept = { of: of ?? '', text, read: readHosts(text) };
    return kept;
  };
  const read = async (fresh = false) => {
    const { file, isSystems } = await where();
    const stamp = fresh ? '' : await stampOf(disk, file);
    const of = stamp === '' ? undefined : `${file} ${stamp}`;
    const rights = await rightsOf(file, isSystems, of);
    let failure: Failure | undefined = rights.is === 'none' ? rights.failure : undefined;
    let content: Omit<NonNullable<typeof kept>, 'of'> = { text: '', read: readHosts('') };
    try {
      content = await contentOf(file, of);
    } catch (error) {
      failure ??= unreadable(file, errnoOf(error));
    }
    if (isUtf16(content.text)) failure ??= utf16(file);
    const cutOff = await isCutOff(rights, isSystems);
    const way = await wayOf(rights);
    const seen: SeenHosts = { file, rights: way, read: content.read, ...(failure && { failure }), cutOff };
    return { seen, text: content.text, rights, isSystems };
  };

  const elevated = async (step: HostsStep, file: string): Promise<Result<{ readonly written: boolean }>> => {
    const payload = writePayload(step);
    const bytes = new TextEncoder().encode(payload);
    const path = join(folder, `payload-${world.process.pid}-${world.clock()}.json`);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const [program = '', ...args] = self;
    try {
      await disk.create(path, bytes);
      const asked = await elevation.elevate({ why: whyOf(step), program, args: [...args, 'payload', path, sha256] });
      if (asked.is === 'declined') return { ok: false, failure: declined };
      if (asked.is === 'impossible') return { ok: false, failure: byHand(step) };
      const answer = answerOf(asked.output ?? '');
      if (answer?.ok) return { ok: true, value: { written: answer.written } };
      if (answer !== undefined) return { ok: false, failure: answer.failure };
      return { ok: false, failure: asked.is === 'failed' ? asked.failure : notWritten(file, 'no answer') };
    } catch (error) {
      return { ok: false, failure: notWritten(path, errnoOf(error)) };
    } finally {
      await disk.remove(path).catch(() => undefined); // it was never made
    }
  };
  /** The same for a person to type: without a payload, which would be gone by then. */
  const commandFor = (step: HostsStep): string => {
    const [program = '', ...args] = self;
    return commandOf(platform, { program, args: [...args, ...wordsOf(step)] });
  };
  const byHand = (step: HostsStep): Failure => {
    const command = commandFor(step);
    const who = platform === 'win32' ? 'in a PowerShell that was started as administrator' : 'in a terminal';
    return {
      code: 'elevate/impossible',
      message: `nobody can be asked for the rights to ${whyOf(step)} here; run this ${who}: ${command}`,
      // One by one too, for whoever can start it.
      detail: {
        command,
        ...(platform !== 'win32' && { words: JSON.stringify(['sudo', ...self, ...wordsOf(step)]) }),
      },
    };
  };

  return {
    look: async () => (await read()).seen,
    stamp: async () => {
      const { file } = await where();
      return stampOf(disk, file);
    },
    plan: async (step) => {
      const { seen, text } = await read();
      const changed = changeHosts(text, step, usualLineEnd(platform));
      const described = describeChange(changed, step);
      const { file, rights } = seen;
      // Converting is what a file in UTF-16 needs.
      const failure = step.does === 'convert' && seen.failure?.code === 'hosts/utf-16' ? undefined : seen.failure;
      const mends = seen.cutOff ? ['a write was cut off by a crash; this mends it'] : [];
      const nothing = failure !== undefined || (described.changes.length === 0 && !seen.cutOff);
      return {
        file,
        ...(nothing
          ? { changes: [], conflicts: described.conflicts, repairs: [] }
          : { ...described, repairs: [...mends, ...described.repairs] }),
        rights,
        ...(!nothing && (rights === 'prompt' || rights === 'command') && { command: commandFor(step) }),
        ...(failure && { failure }),
        sha256: digestOf(text, step),
      };
    },
    apply: async (step, ask) => {
      const checked = checkStep(step);
      if (!checked.ok) return checked;
      const { seen, text, rights, isSystems } = await read(true);
      const { file, failure } = seen;
      if (failure !== undefined && !(step.does === 'convert' && failure.code === 'hosts/utf-16'))
        return { ok: false, failure };
      const isDone = changeHosts(text, step, usualLineEnd(platform)).text === text;
      if (isDone && !seen.cutOff) return { ok: true, value: { written: false } };
      if (rights.is === 'own') {
        const places = placesOf(rights.real, isSystems);
        const done = await writeHosts(world, places, (now) => changeHosts(now, step, usualLineEnd(platform)).text);
        if (!done.ok) return { ok: false, failure: await explained(world, rights.real, done.failure) };
        const { written } = done.value;
        if (written) await flushNames(world);
        return { ok: true, value: { written } };
      }
      if (!ask) return { ok: false, failure: byHand(step) };
      return elevated(step, file);
    },
    mend: async () => {
      const { file, isSystems } = await where();
      const real = await disk.look(file).then(
        ({ realPath }) => realPath,
        () => file,
      );
      const { journal } = placesOf(real, isSystems);
      const beside = journalBeside(real);
      const settled = [
        await settle(world, journal, real),
        ...(isSystems && beside !== journal ? [await settle(world, beside, real)] : []),
      ];
      if (settled.some(({ is }) => is === 'left')) return 'left';
      return settled.some(({ is }) => is === 'put-back' || is === 'whole') ? 'mended' : 'nothing';
    },
  };
};

const stampOf = (disk: HostsWorld['disk'], file: string): Promise<string> =>
  disk.look(file).then(
    ({ stamp }) => stamp,
    () => '', // it is not there
  );

const whyOf = (step: HostsStep): string => {
  if (step.does === 'convert') return 'write the hosts file as UTF-8';
  if (step.does === 'clean' && step.ids?.length === 0) return 'finish a write of the hosts file';
  if (step.does === 'clean' || step.entries.length === 0) return "take slipway's names out of the hosts file";
  const count = new Set(step.entries.map(({ name }) => name)).size;
  return `write ${count} ${count === 1 ? 'name' : 'names'} into the hosts file`;
};

const wordsOf = (step: HostsStep): readonly string[] => {
  if (step.does === 'convert') return ['convert'];
  // Without ids it would mean all.
  if (step.does === 'clean') return step.ids?.length === 0 ? ['mend'] : ['clean', ...(step.ids ?? [])];
  if (step.entries.length === 0) return ['clean', step.id, ...(step.without ?? [])];
  const without = (step.without ?? []).map((id) => `without=${id}`);
  return ['write', step.id, step.at, ...without, ...step.entries.map(({ address, name }) => `${address}=${name}`)];
};

/** Of what the file would be, whenever it is written. */
const digestOf = (text: string, step: HostsStep): string => {
  const at = '1970-01-01T00:00:00Z';
  const { text: after } = changeHosts(text, step.does === 'write' ? { ...step, at } : step);
  return createHash('sha256').update(after, 'latin1').digest('hex');
};

const answerOf = (output: string): ElevatedAnswer | undefined => {
  const line = output.split('\n').find((one) => one.startsWith('{"ok":'));
  try {
    return line === undefined ? undefined : (JSON.parse(line) as ElevatedAnswer);
  } catch {
    return undefined; // cut off
  }
};

const declined: Failure = {
  code: 'hosts/declined',
  message: 'the hosts file stays as it is, because the rights were not given; the test browser needs none',
};
