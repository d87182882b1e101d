import type { Result } from '../failure.ts';
import { blockId } from './block.ts';
import type { HostsStep } from './change.ts';
import { judgeName } from './judge-name.ts';

/** As many lines as a block can have; more would slow down every lookup on Windows. */
export const mostEntries = 10_000;
/** As many of the longest names as there can be. */
const mostCharacters = 4 * 1024 * 1024;

/** A step as whoever has the rights reads it. */
export const writePayload = (step: HostsStep): string => `${JSON.stringify({ version: 1, ...step })}\n`;

/**
 * The step of a payload, checked as if an enemy had written it: nothing but our own block can come of it, each entry a loopback address and
 * a name that may be written.
 */
export const readPayload = (text: string): Result<HostsStep> => {
  if (text.length > mostCharacters) return refuse(`is longer than ${mostCharacters} characters`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse('is no JSON');
  }
  if (typeof value !== 'object' || value === null) return refuse('is no object');
  const { version, ...step } = value as Readonly<Record<string, unknown>>;
  if (version !== 1) return refuse('is of another version of slipway');
  return checkStep(step);
};

/** The same for a step that came by arguments. */
export const checkStep = (step: Readonly<Record<string, unknown>>): Result<HostsStep> => {
  if (step.does === 'clean') {
    const { ids } = step;
    if (ids === undefined) return { ok: true, value: { does: 'clean' } };
    return isIds(ids) ? { ok: true, value: { does: 'clean', ids } } : refuse('names no blocks');
  }
  const { does, id, at, entries, without } = step;
  if (does === 'convert') return { ok: true, value: { does } };
  if (does !== 'write' || typeof id !== 'string' || !blockId.test(id)) return refuse('says nothing that is to be done');
  if (typeof at !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(at)) return refuse('has no date');
  if (!Array.isArray(entries) || entries.length > mostEntries)
    return refuse(`has no list of at most ${mostEntries} names`);
  const checked = [];
  for (const entry of entries as readonly unknown[]) {
    const { address, name } = (entry ?? {}) as Readonly<Record<string, unknown>>;
    if (address !== '127.0.0.1' && address !== '::1') return refuse('has an address that is not of this machine');
    const judged = typeof name === 'string' ? judgeName(name) : undefined;
    if (typeof name !== 'string' || judged?.ok !== true || judged.name !== name)
      return refuse('has a name that may not be written');
    checked.push({ address, name } as const);
  }
  if (without === undefined) return { ok: true, value: { does: 'write', id, at, entries: checked } };
  if (!isIds(without)) return refuse('names no blocks');
  return { ok: true, value: { does: 'write', id, at, entries: checked, without } };
};

const isIds = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length <= 1_000 && value.every((id) => typeof id === 'string' && blockId.test(id));

const refuse = (why: string): Result<never> => ({
  ok: false,
  failure: {
    code: 'hosts/bad-payload',
    message: `what was to be written into the hosts file ${why}; nothing was done`,
  },
});
