import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readHosts, writeBlock } from '../../../src-main/core/hosts-file/block.ts';
import { textOf } from '../../../src-main/core/hosts-file/bytes.ts';
import { changeHosts, type HostsStep } from '../../../src-main/core/hosts-file/change.ts';
import { describeChange } from '../../../src-main/core/hosts-file/describe.ts';
import { linesOf } from '../../../src-main/core/hosts-file/lines.ts';
import { recover } from '../../../src-main/core/hosts-file/recover.ts';

// Hosts files as they might be found: mixed encodings and line ends, NULs, long lines, our markers in odd places.

const at = '2026-11-21T18:00:00Z';
const ids = ['abc', 'other'];
const names = fc.uniqueArray(fc.constantFrom('a.test', 'b.test', 'c.example', 'd.localhost'), { minLength: 1 });
const address = fc.constantFrom('127.0.0.1' as const, '::1' as const);
const entries = names.chain((all) => address.map((one) => all.sort().map((name) => ({ address: one, name }))));

const bytes = fc.uint8Array({ maxLength: 40 }).map(textOf);
const ourLine = fc.oneof(
  fc.constantFrom(
    ...ids.flatMap((id) => [`# BEGIN slipway ${id} v1`, `# END slipway ${id} v1`, `# BEGIN slipway ${id} v2`]),
  ),
  fc.constantFrom('# BEGIN slipway', '# END slipway abc', ' # BEGIN slipway abc v1', '# BEGIN slipway abc v1 x'),
  fc
    .integer({ min: 0, max: 5 })
    .map((n) => `# Slipway added ${n} lines on ${at}; "slipway hosts clean" takes them out`),
  fc.constantFrom(
    '127.0.0.1 a.test',
    '::1 a.test',
    '127.0.0.1 localhost',
    '127.0.0.1\ta.test',
    '127.0.0.1 a.test b.test',
  ),
);
const line = fc.oneof(
  ourLine,
  bytes.map((text) => text.replaceAll('\n', '')),
  fc.constantFrom('', '\t', '10.0.0.1 nas # disk', '::1 localhost ip6-localhost', '\0\0', 'x'.repeat(3_000)),
);
const whole = fc.tuple(fc.constantFrom(...ids), entries).map(([id, all]) => writeBlock(id, all, at).join('\n'));
const end = fc.constantFrom('\n', '\r\n', '\r', '\n\n', '\r\r\n');
const file = fc
  .tuple(
    fc.constantFrom('', '', '\u00ef\u00bb\u00bf'),
    fc.array(fc.tuple(fc.oneof({ weight: 6, arbitrary: line }, { weight: 1, arbitrary: whole }), end), {
      maxLength: 14,
    }),
    fc.oneof(fc.constant(''), line),
  )
  .map(([mark, lines, last]) => mark + lines.map(([text, stop]) => text + stop).join('') + last);
const steps = entries.map((all): HostsStep => ({ does: 'write', id: 'abc', at, entries: all }));

/** Every line that cannot be one of ours, by its look alone, one behind the other. */
const plain = (text: string): readonly string[] =>
  text
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .split('\n')
    .filter((one) => !/^(# (BEGIN|END) slipway |# Slipway added |(127\.0\.0\.1|::1) [a-z0-9_])/.test(one));
/** The same: but a last line that had no end may have one, and so be followed by an empty one. */
const expectSame = (before: string, after: string): void => {
  const [old, now] = [plain(before), plain(after)].map((all) => all.filter((one) => /[^\r]/.test(one)));
  const last = old?.at(-1);
  if (last !== undefined && now?.at(-1) === `${last}\r`) now[now.length - 1] = last;
  expect(now).toEqual(old);
};
/** What stays when a block of that id is written anew: every line that no such block owns. */
const keptOf = (text: string, id: string): string => {
  const { mark, lines, blocks, strays } = readHosts(text);
  const own = new Set([
    ...blocks.filter((one) => one.id === id).flatMap((one) => one.own),
    ...strays.filter((one) => one.id === id).map((one) => one.line),
  ]);
  return (
    mark +
    lines
      .filter((_, index) => !own.has(index))
      .map((one) => one.text + one.end)
      .join('')
  );
};

const runs = { seed: 21, numRuns: 10_000 };

describe('10,000 hosts files', () => {
  test('foreign bytes are the same after writing, after writing again, and after cleaning', {
    timeout: 120_000,
  }, () => {
    let withBlocks = 0;
    fc.assert(
      fc.property(file, steps, (text, step) => {
        if (readHosts(text).blocks.length > 0) withBlocks++;
        const once = changeHosts(text, step).text;
        const block = writeBlock('abc', step.does === 'write' ? step.entries : [], at);
        const [crlf, lf] = ['\r\n', '\n'].map((stop) => block.map((one) => one + stop).join(''));
        const rest = [crlf ?? '', lf ?? ''].map((all) => once.replace(all, ''));
        const kept = keptOf(text, 'abc');
        expect([kept, `${kept}\n`, `${kept}\r\n`].some((one) => rest.includes(one)) || once === text).toBe(true);
        expectSame(text, once);
        expect(changeHosts(once, step).text).toBe(once);
        expectSame(text, changeHosts(once, { does: 'clean' }).text);
      }),
      runs,
    );
    expect(withBlocks).toBeGreaterThan(2_000);
  });

  test('cleaning gives back what was there before, where that ended with a line end', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(file, steps, (text, step) => {
        const theirs = withoutOurs(text);
        fc.pre(theirs === '' || theirs === '\u00ef\u00bb\u00bf' || theirs.endsWith('\n'));
        const once = changeHosts(theirs, step).text;
        expect(once).not.toBe(theirs);
        expect(changeHosts(once, { does: 'clean' }).text).toBe(theirs);
      }),
      runs,
    );
  });

  test('the diff is the difference', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(file, steps, (text, step) => {
        const changed = changeHosts(text, step);
        const { changes } = describeChange(changed, step);
        expect(changes.some(({ is }) => is !== 'same') || changed.text === text || sameLines(text, changed.text)).toBe(
          true,
        );
        if (changed.text === text) expect(changes).toEqual([]);
      }),
      { ...runs, numRuns: 2_000 },
    );
  });
});

test('whatever a write that was cut off leaves is known for what it is', () => {
  const text = fc.oneof(file, fc.string());
  fc.assert(
    fc.property(text, text, fc.nat(), (before, after, where) => {
      expect(recover(before, before, after)).toBe('whole');
      expect(recover(after, before, after)).toBe('whole');
      const all = after.padEnd(before.length, '\n');
      const cut = where % (all.length + 1);
      const now = all.slice(0, cut) + before.slice(cut);
      expect(['whole', 'finish', 'put-back']).toContain(recover(now, before, after));
      const theirs = `${now}10.0.0.1 somebody.test\n# theirs\n${all}`;
      if (theirs.length > all.length) expect(recover(theirs, before, after)).toBe('theirs');
    }),
    { seed: 21, numRuns: 5_000 },
  );
});

/** Until nothing of ours is in it: what was taken out may have hidden something. */
const withoutOurs = (text: string): string => {
  let now = text;
  for (let again = true; again; ) {
    const next = changeHosts(now, { does: 'clean' }).text;
    again = next !== now;
    now = next;
  }
  return now;
};

const sameLines = (one: string, other: string): boolean =>
  JSON.stringify(linesOf(one).map(({ text }) => text)) === JSON.stringify(linesOf(other).map(({ text }) => text));
