import { type Build, build } from '#core/build.ts';
import { assist } from '#core/complete/assist.ts';
import type { Source } from '#core/text/source.ts';

/** The longest that one call took, in milliseconds of this process's own work, so that a busy machine changes nothing. */
export type Asked = { readonly build: Build; readonly slowest: { readonly call: string; readonly took: number } };

/** How many findings are asked for their fixes; a file that is broken in a thousand places has a thousand alike. */
const mostFixed = 12;

/**
 * Does what a window does while somebody types: the text `typed` of the file comes in place of what the build before had, questions are
 * asked of that build at the offsets first, then of the new one. Throws what any of them throws, with the name of the call.
 */
export const askEverything = (before: Build, typed: Source, offsets: readonly number[]): Asked => {
  let slowest = { call: 'none', took: 0 };
  const call = <T>(name: string, run: () => T): T => {
    const from = process.cpuUsage();
    try {
      return run();
    } catch (error) {
      throw new Error(`${name} threw`, { cause: error });
    } finally {
      const { user, system } = process.cpuUsage(from);
      const took = (user + system) / 1000;
      if (took > slowest.took) slowest = { call: name, took };
    }
  };
  const { file, text } = typed;
  const sources = [...before.sources.filter((source) => source.file !== file), typed];
  const after = call('build with memory', () => build(sources, before));
  call('build from scratch', () => build(sources));
  for (const [when, workspace] of [['before', before] as const, ['after', after] as const])
    for (const offset of offsets) {
      call(`complete at ${offset} (${when})`, () => assist.complete?.(workspace, file, text, offset));
      call(`hover at ${offset} (${when})`, () => assist.hover?.(workspace, file, text, offset));
    }
  for (const offset of offsets) {
    call(`definitions at ${offset}`, () => assist.definitions?.(after, file, offset));
    call(`references at ${offset}`, () => assist.references?.(after, file, offset));
    const target = call(`rename target at ${offset}`, () => assist.renameTarget?.(after, file, offset));
    if (target) call(`rename at ${offset}`, () => assist.rename?.(after, file, offset, 'renamed'));
  }
  call('outline', () => assist.outline?.(after, file));
  call('format', () => assist.format?.(after, text));
  for (const diagnostic of after.diagnostics.filter(({ place }) => place.file === file).slice(0, mostFixed))
    call(`fixes of ${diagnostic.code}`, () => assist.fixes?.(after, diagnostic));
  return { build: after, slowest };
};
