import { describe, expect, it } from 'vitest';
import { compileRegex } from '#core/match/regex.ts';
import { decide } from '#core/route/decide.ts';
import { literalPrefix } from '#core/route/literal-prefix.ts';
import { load } from '#core/route/load.ts';
import { indexFrom } from '#core/route/path-index.ts';
import type { Condition, Route } from '#core/route/table.ts';
import { exact, factsFor, host, onPath, prefix, regex, route, seededDice, tableOf } from '../small-table.ts';

describe('the index of paths', () => {
  it('gives what a linear scan gives, for random routes and paths', () => {
    const dice = seededDice(20260822);
    const below = (count: number) => Math.floor(dice() * count);
    const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
    const letters = ['a', 'b', 'A', 'ab', 'abc', 'B', '1', 'c.', 'a-b', 'd', 'de', 'E'];
    const randomPath = () => Array.from({ length: 1 + below(3) + below(2) }, () => `/${pick(letters)}`).join('');
    const pattern = () =>
      pick([
        () => `${randomPath()}.*`,
        () => `${randomPath()}/[ab]+`,
        () => `${randomPath()}?`,
        () => `${randomPath()}|${randomPath()}`,
        () => `(${randomPath()}|${randomPath()})/.*`,
        () => `(?i)${randomPath()}`,
        () => `${randomPath()}*`,
        () => `${randomPath()}+b?`,
        () => `^${randomPath()}$`,
        () => `${randomPath()}\\.x|b`,
        () => `.*${randomPath()}/b`,
      ])();
    const condition = (): Condition => {
      const ignoreCase = dice() < 0.2;
      const roll = dice();
      if (roll < 0.35) return onPath(exact(randomPath()), ignoreCase);
      if (roll < 0.75) return onPath(prefix(randomPath()), ignoreCase);
      return onPath(regex(pattern()), ignoreCase);
    };
    const randomRoute = (): Route => {
      const conditions: Condition[] = [];
      if (dice() < 0.97) conditions.push(condition());
      if (dice() < 0.4 || conditions.length === 0)
        conditions.push({ on: 'method', match: exact(pick(['GET', 'PUT', 'X'])) });
      if (dice() < 0.2)
        conditions.unshift({ on: 'header', name: 'h', match: exact(pick(['1', '2'])), without: dice() < 0.5 });
      if (dice() < 0.05) conditions.push(condition());
      return route(conditions);
    };
    let matched = 0;
    for (let round = 0; round < 30; round++) {
      const table = tableOf([host('*', Array.from({ length: indexFrom + below(150) }, randomRoute))]);
      const indexed = load(table);
      const linear = load(table, { indexed: false });
      for (let i = 0; i < 150; i++) {
        const facts = factsFor(`${randomPath()}${pick(['', '', '/', '?q=1'])}`, {
          method: pick(['GET', 'PUT', 'DELETE']),
          headers: pick([[], ['h', '1'], ['H', '2']]),
        });
        const expected = decide(linear, facts, () => 0);
        if (expected.outcome === 'forward') matched++;
        expect(decide(indexed, facts, () => 0)).toEqual(expected);
      }
    }
    // Both answers must occur often, or the comparison says nothing.
    expect(matched).toBeGreaterThan(1000);
    expect(matched).toBeLessThan(4400);
  });

  it('keeps the lowest route of equal conditions', () => {
    const routes = Array.from({ length: 200 }, (_, i) => route([onPath(prefix('/same'))], { name: `r${i}` }));
    const decision = decide(load(tableOf([host('*', routes)])), factsFor('/same/x'), () => 0);
    expect(decision).toMatchObject({ route: { name: 'r0' } });
  });

  it('answers patterns that would stall a backtracking engine', () => {
    const routes = Array.from({ length: 100 }, (_, i) => route([onPath(regex(`/r${i}(a+)+$`))]));
    const decision = decide(load(tableOf([host('*', routes)])), factsFor(`/r50${'a'.repeat(5000)}!`), () => 0);
    expect(decision).toMatchObject({ status: 404 });
  });
});

describe('the literal beginning of a pattern', () => {
  it.each([
    ['/api/v1/.*', '/api/v1/'],
    ['^/api$', '/api'],
    ['/a\\.b/.*', '/a.b/'],
    ['/ab*', '/a'],
    ['/ab?c', '/a'],
    ['/ab{0,2}', '/a'],
    ['/ab+c', '/ab'],
    ['/v[12]/x|y', ''],
    ['/v[|]/x', '/v'],
    ['/v(1|2)', '/v'],
    ['/v[]|]x', '/v'],
    ['/v[[:alpha:]|]x', '/v'],
    ['(?i)/a', ''],
    ['/a\\d', '/a'],
    ['/a\\Qb|c\\E', ''],
    ['a|b', ''],
    ['.*', ''],
  ])('of %s is %j', (pattern, literal) => {
    expect(literalPrefix(pattern)).toBe(literal);
    expect(compileRegex(pattern).ok).toBe(true);
  });
});
