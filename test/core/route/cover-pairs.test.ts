import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadCondition } from '#core/match/index.ts';
import type { Subject } from '#core/match/subject.ts';
import { createWorkshop } from '#core/route/cover/compare.ts';
import { findHidden } from '#core/route/cover/find-hidden.ts';
import { createUniverses } from '#core/route/cover/universe.ts';
import { normalisePath } from '#core/route/normalise-path.ts';
import type { Condition, TextMatch } from '#core/route/table.ts';

/*
 * Every condition below is decided by short texts over few letters: literals are at most three characters long, patterns have no more
 * than three places, and "-" ("c" in values) stands for whatever no condition names. So requests up to these lengths show every difference there is.
 */
const alphabet = ['a', 'b', 'A', 'B', '-', '/'];

const textsUpTo = (letters: readonly string[], longest: number): readonly string[] => {
  let last = [''];
  const all = [''];
  for (let length = 1; length <= longest; length++) {
    last = last.flatMap((text) => letters.map((letter) => text + letter));
    all.push(...last);
  }
  return all;
};

const mode = 'BASE';
const paths = textsUpTo(alphabet, 5)
  .map((rest) => `/${rest}`)
  .filter((path) => normalisePath(path, mode) === path);
const values = textsUpTo(['a', 'b', 'B', 'c'], 4);
const methods = ['GET', 'POST', 'PUT'];
const schemes = ['http', 'https'] as const;
const authorities = [
  'shop.test',
  'SHOP.test',
  'shop.test:80',
  'Shop.test:8080',
  'shop.test:',
  'shop.test:x',
  'SHOP.test:x',
];

const blank: Subject = {
  method: 'GET',
  scheme: 'http',
  authority: 'shop.test',
  path: '/',
  query: '',
  target: '/',
  headers: [],
};

/** Each subject takes its values by itself, since no condition looks at two: a request is one of each. */
const samples: Readonly<Record<string, readonly Subject[]>> = {
  path: paths.map((path) => ({ ...blank, path, target: path })),
  method: methods.map((method) => ({ ...blank, method })),
  scheme: schemes.map((scheme) => ({ ...blank, scheme })),
  authority: authorities.map((authority) => ({ ...blank, authority })),
  header: [blank, ...values.map((value) => ({ ...blank, headers: ['X-User', value] }))],
  query: [blank, { ...blank, query: 'p' }, ...values.map((value) => ({ ...blank, query: `p=${value}` }))],
};

const one = <T>(...list: readonly T[]) => fc.constantFrom(...list);

const pieces = one('a', 'b', 'A', '/', '[ab]', '[^a]', '.', '(?:a|b)', '\\w', '(?i:a)', '[[:lower:]]');
const repeats = one('', '', '', '*', '+', '?', '{1,2}');
const patterns = (start: string) =>
  fc
    .tuple(fc.array(fc.tuple(pieces, repeats), { minLength: 1, maxLength: 3 }), one('', '.*', '(/.*)?', '|/b.*', '$'))
    .map(([parts, end]) => `${start}${parts.map(([piece, repeat]) => piece + repeat).join('')}${end}`);

const pathTexts = fc
  .array(one('a', 'b', 'A', '/', 'a', 'b'), { maxLength: 3 })
  .map((letters) => `/${letters.join('')}`);
const pathMatch = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ type: one('exact' as const, 'prefix' as const, 'prefix' as const), value: pathTexts }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('regex' as const), value: patterns('/') }) },
  { weight: 1, arbitrary: pathTexts.map((value) => ({ type: 'segments' as const, value: value.replace(/\/+$/, '') })) },
);
const valueTexts = fc.array(one('a', 'b'), { minLength: 1, maxLength: 2 }).map((letters) => letters.join(''));
const valueMatch: fc.Arbitrary<TextMatch> = fc.oneof(
  fc.record({ type: one('exact' as const, 'prefix' as const), value: valueTexts }),
  fc.record({
    type: fc.constant('regex' as const),
    value: one('a|b', '[ab]+', 'a.*', '.*', '.+', '(?:ab)?', '[^b]', 'a?b?', '(?i)B'),
  }),
  fc.constant({ type: 'exact' as const, value: '' }),
);
const present = fc.constant({ type: 'present' as const });

const onPath: fc.Arbitrary<Condition> = fc.record({
  on: fc.constant('path' as const),
  match: pathMatch,
  ignoreCase: fc.boolean(),
});
const onMethod: fc.Arbitrary<Condition> = fc.record({
  on: fc.constant('method' as const),
  match: one<TextMatch>(
    { type: 'exact', value: 'GET' },
    { type: 'exact', value: 'POST' },
    { type: 'prefix', value: 'P' },
    { type: 'regex', value: 'GET|POST' },
    { type: 'prefix', value: '' },
  ),
});
const onScheme: fc.Arbitrary<Condition> = fc.record({
  on: fc.constant('scheme' as const),
  match: one<TextMatch>(
    { type: 'exact', value: 'http' },
    { type: 'prefix', value: 'http' },
    { type: 'regex', value: 'https?' },
  ),
});
const onAuthority: fc.Arbitrary<Condition> = fc.record({
  on: fc.constant('authority' as const),
  match: one<TextMatch>(
    { type: 'exact', value: 'shop.test' },
    { type: 'prefix', value: 'shop.test' },
    { type: 'regex', value: '(?i)shop\\.test(:\\d+)?' },
    { type: 'regex', value: '.*:.*' },
  ),
});
const onHeader: fc.Arbitrary<Condition> = fc.record({
  on: fc.constant('header' as const),
  name: fc.constant('x-user'),
  match: fc.oneof(valueMatch, present),
  without: fc.boolean(),
});
const onQuery: fc.Arbitrary<Condition> = fc.record({
  on: fc.constant('query' as const),
  name: fc.constant('p'),
  match: fc.oneof(valueMatch, present),
});

const some = <T>(weight: number, arbitrary: fc.Arbitrary<T>, most = 1) =>
  fc.oneof(
    { weight: 10 - weight, arbitrary: fc.constant<T[]>([]) },
    { weight, arbitrary: fc.array(arbitrary, { minLength: 1, maxLength: most }) },
  );

const conditions = fc
  .tuple(
    some(9, onPath),
    some(2, onMethod),
    some(1, onScheme),
    some(1, onAuthority),
    some(4, onHeader, 2),
    some(3, onQuery),
  )
  .map((lists) => lists.flat());

/** What is left of each subject, or whether nothing of the later one is without the earlier one, found by trying. */
const brute = (earlier: readonly Condition[], later: readonly Condition[]): 'impossible' | 'hidden' | 'reached' => {
  const tests = (all: readonly Condition[], on: string) => all.filter((c) => c.on === on).map(loadCondition);
  let hidden = true;
  for (const [on, subjects] of Object.entries(samples)) {
    const own = tests(later, on);
    const first = tests(earlier, on);
    const taken = subjects.filter((subject) => own.every((holds) => holds(subject)));
    if (taken.length === 0) return 'impossible';
    if (!taken.every((subject) => first.every((holds) => holds(subject)))) hidden = false;
  }
  return hidden ? 'hidden' : 'reached';
};

const claimed = (earlier: readonly Condition[], later: readonly Condition[]) => {
  const listed = [earlier, later].map((all, number) => ({ conditions: all, owner: `${number}` }));
  const fates = findHidden(listed, createUniverses(mode, ['shop.test']), createWorkshop(1_000_000), new Map());
  return fates[1]?.is ?? (fates[0]?.is === 'impossible' ? 'first' : 'reached');
};

describe('a route hidden by an earlier one', () => {
  test('is found where trying all short requests finds it, in 10,000 pairs, and nowhere else', {
    timeout: 240_000,
  }, () => {
    const counts: Record<string, number> = {};
    fc.assert(
      fc.property(conditions, conditions, (earlier, later) => {
        const expected = brute(earlier, later);
        const found = claimed(earlier, later);
        counts[expected] = (counts[expected] ?? 0) + 1;
        // A route that nothing reaches hides nothing, and has been said to be one.
        if (found === 'first') return expected === 'reached';
        return found === expected;
      }),
      { numRuns: 10_000, seed: 5 },
    );
    // The property means something only if all answers come up often.
    expect(counts.hidden).toBeGreaterThan(500);
    expect(counts.impossible).toBeGreaterThan(100);
    expect(counts.reached).toBeGreaterThan(2_000);
  });

  test('is found in long lists as it is found in pairs', () => {
    fc.assert(
      fc.property(fc.array(conditions, { minLength: 3, maxLength: 12 }), (all) => {
        const universes = createUniverses(mode, ['shop.test']);
        const listed = all.map((own, number) => ({ conditions: own, owner: `${number}` }));
        const fates = findHidden(listed, universes, createWorkshop(1_000_000), new Map());
        fates.forEach((fate, number) => {
          const own = all[number] ?? [];
          if (fate?.is === 'impossible') return;
          const first = all
            .slice(0, number)
            .findIndex((earlier, i) => fates[i]?.is !== 'impossible' && claimed(earlier, own) === 'hidden');
          expect(fate?.is === 'hidden' ? fate.by : -1).toBe(first);
        });
      }),
      { numRuns: 300, seed: 6 },
    );
  });
});
