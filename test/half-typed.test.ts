import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Build, build } from '#core/build.ts';
import type { Source } from '#core/text/source.ts';
import { askEverything } from './valid/ask-everything.ts';
import { hostileTexts } from './valid/hostile-texts.ts';
import { examples, goldenWorkspaces, type RealWorkspace } from './valid/real-files.ts';

/** Runs are the same every time; another seed is tried by changing this line. */
const seed = 20_261_121;
/** Milliseconds of work that one call may take; what stands still or grows with the square goes far beyond. */
const most = 2_000;

const workspaces: readonly RealWorkspace[] = [...examples(), ...goldenWorkspaces()];
/** Files spread over all of them: the examples, and golden cases of every folder. */
const chosen = (count: number): readonly RealWorkspace[] =>
  Array.from({ length: count }, (_, i) => workspaces[Math.floor((i * workspaces.length) / count)]).filter(
    (one) => one !== undefined,
  );

const fileOf = ({ sources }: RealWorkspace): Source => sources[0] ?? { file: 'a.yaml', text: '' };

const ask = (before: Build, typed: Source, offsets: readonly number[], about: string): Build => {
  try {
    const { build: after, slowest } = askEverything(before, typed, offsets);
    expect(slowest.took, `${about}: ${slowest.call}`).toBeLessThan(most);
    return after;
  } catch (error) {
    throw new Error(`${about}, text ${JSON.stringify(typed.text.slice(0, 2_000))}`, { cause: error });
  }
};

describe('every prefix of a file is a text that somebody stopped typing', () => {
  const files = chosen(100);
  const perFile = 16;

  test.each(files.map((workspace) => [workspace.name, workspace] as const))('%s', (name, workspace) => {
    const whole = fileOf(workspace);
    let before = build(workspace.sources);
    const step = Math.max(1, whole.text.length / perFile);
    // Not at the same place of a line each time: steps are no whole number, and the last prefixes are taken letter by letter.
    const ends = new Set(Array.from({ length: perFile }, (_, i) => Math.floor((i * step * 7919) % whole.text.length)));
    for (const end of [...ends].sort((a, b) => a - b))
      before = ask(before, { ...whole, text: whole.text.slice(0, end) }, [end], `${name} up to ${end}`);
    // Typed to its end it is what it is at once; but what has errors may have a last good version by now.
    const typed = build(workspace.sources, before);
    if (typed.heldBack.length === 0) expect(typed.diagnostics).toEqual(build(workspace.sources).diagnostics);
  });
});

/** One change of a text: lines and characters go, come twice, change places, or something comes in. */
const mutation = fc.record({
  does: fc.constantFrom('drop line', 'double line', 'swap lines', 'drop', 'insert', 'replace', 'indent', 'join'),
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  to: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  length: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 60 })),
  text: fc.oneof(
    fc.constantFrom(
      ':',
      '- ',
      '"',
      "'",
      '[',
      '{',
      '}',
      ']',
      '\t',
      '\n',
      '\r',
      '#',
      '&a ',
      '*a',
      '!!',
      '|\n',
      '>',
      '? ',
    ),
    fc.constantFrom(
      '---\n',
      '...\n',
      '\u0000',
      '\ufeff',
      '\ud800',
      '🦊',
      '<<: ',
      '__proto__: {}\n',
      '%YAML 1.2\n',
      ' ',
    ),
    fc.string({ unit: 'binary', maxLength: 6 }),
  ),
});
type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

const mutated = (text: string, { does, at, to, length, text: written }: Mutation): string => {
  const lines = text.split('\n');
  const line = Math.floor(lines.length * at);
  const from = Math.floor(text.length * at);
  if (does === 'drop line') return lines.toSpliced(line, 1).join('\n');
  if (does === 'double line') return lines.toSpliced(line, 0, lines[line] ?? '').join('\n');
  if (does === 'indent') return lines.with(line, ` ${lines[line]}`).join('\n');
  if (does === 'join') return lines.toSpliced(line, 2, lines.slice(line, line + 2).join('')).join('\n');
  if (does === 'swap lines') {
    const other = Math.floor(lines.length * to);
    return lines
      .with(line, lines[other] ?? '')
      .with(other, lines[line] ?? '')
      .join('\n');
  }
  const kept = does === 'insert' ? 0 : length;
  return text.slice(0, from) + (does === 'drop' ? '' : written) + text.slice(from + kept);
};

test('files that are changed at random are still answered about', () => {
  const start = chosen(40).map((workspace) => ({ workspace, first: build(workspace.sources) }));
  fc.assert(
    fc.property(fc.nat(start.length - 1), fc.array(mutation, { minLength: 1, maxLength: 5 }), (index, changes) => {
      const { workspace, first } = start[index] ?? { workspace: { name: 'none', sources: [] }, first: build([]) };
      const { file, text } = fileOf(workspace);
      let typed = { file, text };
      let before = first;
      for (const change of changes) {
        typed = { file, text: mutated(typed.text, change) };
        const spot = Math.floor(typed.text.length * change.at);
        before = ask(before, typed, [spot, Math.floor(typed.text.length * change.to)], workspace.name);
      }
    }),
    { seed, numRuns: 250 },
  );
});

/** Pieces of which YAML is made, in any order. */
const piece = fc.oneof(
  fc.constantFrom(
    'apiVersion: networking.istio.io/v1\n',
    'kind: VirtualService\n',
    'kind: Gateway\n',
    'kind: Service\n',
  ),
  fc.constantFrom(
    'metadata:\n',
    '  name: a\n',
    'spec:\n',
    '  http:\n',
    '  - match:\n',
    '    - uri:\n',
    'hosts: ["*"]\n',
  ),
  fc.constantFrom(
    '        regex: "(a|"\n',
    '    route: [',
    '{destination: {host: a}}',
    ']\n',
    '---\n',
    '- ',
    ': ',
    ' ',
    '\n',
  ),
  fc.constantFrom(
    '"',
    "'",
    '{',
    '}',
    '[',
    ',',
    '&a ',
    '*a',
    '!!int ',
    '|',
    '>-',
    '#',
    '%',
    '@',
    '`',
    '\t',
    '\r\n',
    '? ',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
);

test('text of the pieces of YAML, in any order, is answered about', () => {
  const other: Source = { file: 'other.yaml', text: fileOf(workspaces[0] ?? { name: '', sources: [] }).text };
  const start = build([other]);
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), fc.double({ min: 0, max: 1, noNaN: true }), (pieces, at) => {
      const text = pieces.join('');
      ask(start, { file: 'a.yaml', text }, [0, Math.floor(text.length * at), text.length], 'pieces');
    }),
    { seed, numRuns: 400 },
  );
});

describe('texts made to hurt', () => {
  const start = build(examples()[0]?.sources ?? []);

  test.each(hostileTexts)('$name', ({ text, codes, name }) => {
    const after = ask(start, { file: 'a.yaml', text }, [0, text.length >> 1, text.length, text.length + 9, -1], name);
    const found = after.diagnostics.filter(({ place }) => place.file === 'a.yaml');
    expect(found.map(({ code }) => code)).toEqual(expect.arrayContaining([...codes]));
    for (const { place, message } of found) {
      expect(message).not.toMatch(/undefined|\[object/);
      expect(place.range[0]).toBeGreaterThanOrEqual(0);
      expect(place.range[1]).toBeGreaterThanOrEqual(place.range[0]);
      expect(place.range[1]).toBeLessThanOrEqual(text.length);
    }
    // The files beside it are not touched.
    expect(after.table.listeners).toEqual(expect.arrayContaining([expect.objectContaining({ port: 80 })]));
  });
});

test('typing for a long time holds no more memory than typing for a short one', () => {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const workspace = examples().find(({ name }) => name === 'examples/canary') ?? { name: 'none', sources: [] };
  const { file, text } = fileOf(workspace);
  let current = build(workspace.sources);
  const type = (keys: number): number => {
    for (let i = 0; i < keys; i++) {
      const at = (i * 37) % text.length;
      const typed = { file, text: `${text.slice(0, at)}${i % 3 === 0 ? ` x${i}` : ''}${text.slice(at)}` };
      current = build([...workspace.sources.filter((one) => one.file !== file), typed], current);
    }
    collect();
    return process.memoryUsage().heapUsed;
  };
  const early = type(300);
  const late = type(900);
  expect(late - early).toBeLessThan(24 * 1024 * 1024);
});
