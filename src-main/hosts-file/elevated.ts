import { createHash } from 'node:crypto';
import type { Failure, Result } from '#core/failure.ts';
import { textOf } from '#core/hosts-file/bytes.ts';
import { changeHosts, type HostsStep } from '#core/hosts-file/change.ts';
import { checkStep, readPayload } from '#core/hosts-file/payload.ts';
import { errnoOf } from './disk.ts';
import { notAFile } from './failures.ts';
import { flushNames } from './flush.ts';
import { hostsLocation, usualLineEnd } from './location.ts';
import { nodeHostsWorld } from './node-world.ts';
import { explained } from './rights.ts';
import type { HostsWorld } from './world.ts';
import { writeHosts } from './write.ts';

/** What the step with all rights says on its output, as one line of JSON. */
export type ElevatedAnswer =
  | { readonly ok: true; readonly written: boolean; readonly notFlushed: readonly string[] }
  | { readonly ok: false; readonly failure: Failure };

/**
 * The step that runs with the rights of the administrator, on this machine's own hosts file and no other. It trusts nobody: what is to be
 * done is read anew, checked by hash and by form, and put into the file as it is in that moment. Caches of names forget in the same step.
 * `argv`, without program and flag:
 * `payload FILE SHA256` · `write ID AT [without=ID…] ADDRESS=NAME…` · `clean [ID…]` (without ids all blocks of Slipway, for uninstalling) · `mend` · `convert`.
 * Gives the exit code: 0 done, 1 it did not work, 2 wrong use. Never rejects.
 */
export const runElevated = async (
  argv: readonly string[],
  say: (line: string) => void,
  world: HostsWorld = nodeHostsWorld(),
): Promise<number> => {
  const step = await stepOf(argv, world);
  if (step === undefined) {
    say('usage: payload FILE SHA256 | write ID AT ADDRESS=NAME... | clean [ID...] | mend | convert');
    return 2;
  }
  const answer: ElevatedAnswer = step.ok ? await carryOut(step.value, world) : step;
  say(JSON.stringify(answer));
  return answer.ok ? 0 : 1;
};

/** The same on the file of a world; what `runElevated` answers. */
const carryOut = async (step: HostsStep, world: HostsWorld): Promise<ElevatedAnswer> => {
  const file = await hostsLocation(world);
  let real: string;
  try {
    const { kind, realPath, guarded } = await world.disk.look(file);
    // A link that somebody else can bend would have the administrator write where that one likes.
    if (kind === 'other' || (kind === 'link' && !guarded)) return { ok: false, failure: notAFile(file) };
    real = realPath;
  } catch (error) {
    return { ok: false, failure: { ...notAFile(file), detail: { file, errno: errnoOf(error) } } };
  }
  const end = usualLineEnd(world.platform);
  const journal = journalBeside(real);
  const done = await writeHosts(world, { file: real, journal }, (text) => changeHosts(text, step, end).text);
  if (!done.ok) return { ok: false, failure: await explained(world, real, done.failure) };
  return { ok: true, written: done.value.written, notFlushed: await flushNames(world) };
};

/** Where the step with all rights notes what it does: in the system's own folder, where nobody else can put anything. */
export const journalBeside = (file: string): string => `${file}.slipway-journal`;

const stepOf = async (argv: readonly string[], { disk }: HostsWorld): Promise<Result<HostsStep> | undefined> => {
  const [word, ...rest] = argv;
  if (word === 'payload' && rest.length === 2) {
    const [file = '', sha256 = ''] = rest;
    try {
      // The path is of whoever asked: no device that never ends, and nothing that fills the memory.
      const { kind, size } = await disk.look(file);
      if (kind !== 'file' || size > mostBytes) return refuse(`is no file of at most ${mostBytes} bytes`);
      const bytes = await disk.read(file);
      // The file lies where its owner may write: what counts is what was asked for.
      if (createHash('sha256').update(bytes).digest('hex') !== sha256) return refuse('is not what was asked for');
      return readPayload(textOf(bytes));
    } catch (error) {
      return refuse(`cannot be read (${errnoOf(error)})`);
    }
  }
  if (word === 'clean') return checkStep(rest.length === 0 ? { does: 'clean' } : { does: 'clean', ids: rest });
  // No block goes or comes; what a write that was cut off has left is finished.
  if (word === 'mend' && rest.length === 0) return checkStep({ does: 'clean', ids: [] });
  if (word === 'convert' && rest.length === 0) return checkStep({ does: 'convert' });
  if (word !== 'write' || rest.length < 3) return undefined;
  const [id, at, ...pairs] = rest;
  const words = pairs.map((pair) => {
    const split = pair.indexOf('=');
    return { address: pair.slice(0, split), name: pair.slice(split + 1) };
  });
  const without = words.filter(({ address }) => address === 'without').map(({ name }) => name);
  const entries = words.filter(({ address }) => address !== 'without');
  return checkStep({ does: 'write', id, at, entries, ...(without.length > 0 && { without }) });
};

const mostBytes = 4 * 1024 * 1024;

const refuse = (why: string): Result<never> => ({
  ok: false,
  failure: {
    code: 'hosts/bad-payload',
    message: `what was to be written into the hosts file ${why}; nothing was done`,
  },
});
