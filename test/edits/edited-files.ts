import fc from 'fast-check';
import { splitDocuments } from '#core/text/split-documents.ts';
import { filesOf } from '../valid/made.ts';
import { examples, goldenWorkspaces } from '../valid/real-files.ts';
import { worlds } from '../valid/world.ts';
import { asList, disturbed, type Roll } from './disturb.ts';

export type EditedFile = { readonly name: string; readonly text: string; readonly style: 'as-written' | 'disturbed' };

/** Files that are edited at random: those that people wrote, generated ones, and half of them once more in other styles. */
export const editedFiles = (seed: number): readonly EditedFile[] => {
  const real = [...examples(), ...goldenWorkspaces()]
    .flatMap(({ name, sources }) => sources.map(({ file, text }) => ({ name: `${name}/${file}`, text })))
    .filter(({ text }) => text.length < 20_000);
  const made = fc
    .sample(worlds({ key: 'KEY', certificate: 'CERTIFICATE', authority: 'AUTHORITY' }), { seed, numRuns: 6 })
    .flatMap((world, index) => filesOf(world).map(({ file, text }) => ({ name: `world-${index}/${file}`, text })))
    .filter(({ text }) => text.length < 30_000);
  const whole = [...real, ...made];
  const lists = whole
    .filter((_, index) => index % 12 === 0)
    .map(({ name, text }) => ({
      name: `${name} as a list`,
      text: asList(splitDocuments(text).map((one) => one.text)),
    }));
  const all = [...whole, ...lists];
  return all.flatMap(({ name, text }, index): EditedFile[] => {
    const own: EditedFile = { name, text, style: 'as-written' };
    // Half of them, because it takes its time.
    if (index % 2 === 1) return [own];
    return [own, { name: `${name} in another style`, text: rewritten(text, rollOf(seed + index)), style: 'disturbed' }];
  });
};

/** The same dice for the same seed (mulberry32). */
export const rollOf = (seed: number): Roll => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** Each document in a style of its own. */
const rewritten = (text: string, roll: Roll): string => {
  const chunks = splitDocuments(text);
  let result = '';
  let at = 0;
  for (const { start, text: own } of chunks) {
    const only = chunks.length === 1;
    const [head] = /^[ \t]*\r?\n/.exec(own) ?? [''];
    const body = own.slice(head.length);
    result += text.slice(at, start) + head + (only ? disturbed(body, roll) : plainEnds(disturbed(body, roll)));
    at = start + own.length;
  }
  return result + text.slice(at);
};

/** Within a file of several documents there are no marks, and line ends stay the same. */
const plainEnds = (text: string): string => {
  const own = text
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .replace(/^---.*\n/, '')
    .replace(/(\.\.\.|---\n# nothing)\n$/, '');
  return own.endsWith('\n') ? own : `${own}\n`;
};
