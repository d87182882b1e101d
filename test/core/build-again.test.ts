import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Build, build } from '#core/build.ts';
import type { Source } from '#core/text/source.ts';
import { sampleWorkspace } from '../../bench/sample-workspace.ts';
import { sampleFiles } from '../../src-renderer/client/fake-samples.ts';

/** What a build says, without its functions; `places` asks every resource where its parts stand. */
const said = ({ diagnostics, table, statuses, resources, positions, heldBack }: Build) => ({
  diagnostics,
  table,
  statuses,
  heldBack,
  resources: resources.map(({ at, keyAt, ...rest }) => ({
    ...rest,
    places: [at([]), at(['spec', 'hosts', 0]), keyAt(['spec']), keyAt(['metadata', 'name'])],
  })),
  positions: [...positions.values()],
});

/** An edit of one file, `at` a share of it: characters become others, a line comes in, a word is written anew, a document goes or moves. */
type Edit = {
  readonly do: 'characters' | 'line' | 'word' | 'remove' | 'move';
  readonly file: number;
  readonly at: number;
  readonly removed: number;
  readonly text: string;
};

const edits: fc.Arbitrary<Edit> = fc.record({
  do: fc.constantFrom('characters', 'line', 'line', 'word', 'word', 'remove', 'move'),
  file: fc.nat(99),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(400)),
  text: fc.constantFrom('x', '8080', 'team-1', 'api-0', '/area-0', '  ', '"', '*', '&a ', '---', '\r', '[', '{}', '- '),
});

const apply = (sources: readonly Source[], edit: Edit): readonly Source[] =>
  sources.map((source, index) =>
    index === edit.file % sources.length ? { ...source, text: edited(source.text, edit) } : source,
  );

const edited = (text: string, { do: kind, at, removed, text: written }: Edit): string => {
  const from = Math.floor(text.length * at);
  if (kind === 'characters') return text.slice(0, from) + written + text.slice(from + removed);
  if (kind === 'word') return text.slice(0, from) + text.slice(from).replace(/: [\w./-]+/, `: ${written.trim()}`);
  if (kind === 'line') {
    const start = text.lastIndexOf('\n', from) + 1;
    return `${text.slice(0, start)}# ${removed}\n${text.slice(start)}`;
  }
  const documents = text.split('---\n');
  const [taken = ''] = documents.splice(Math.floor(documents.length * at), 1);
  return (kind === 'move' ? [taken.replace(/\n?$/, '\n'), ...documents] : documents).join('---\n');
};

it('a build with memory is the same as one from scratch, whatever was typed before, but for what is held back', () => {
  const start = [...sampleWorkspace(2, 70), ...sampleFiles];
  const first = build(start);
  let compared = 0;
  fc.assert(
    fc.property(fc.array(edits, { minLength: 1, maxLength: 6 }), (list) => {
      let sources: readonly Source[] = start;
      let remembered = first;
      for (const edit of list) {
        sources = apply(sources, edit);
        remembered = build(sources, remembered);
        // A last good version is what a build from scratch cannot have.
        if (remembered.heldBack.length > 0) continue;
        expect(said(remembered)).toEqual(said(build(sources)));
        compared += 1;
      }
      // And back: nothing of what was typed is left.
      expect(said(build(start, remembered))).toEqual(said(first));
    }),
    { numRuns: 80 },
  );
  expect(compared).toBeGreaterThan(60);
});
