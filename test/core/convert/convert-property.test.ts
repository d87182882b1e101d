import { describe, expect, test } from 'vitest';
import { build } from '#core/build.ts';
import { type RouteKind, routeKinds } from '#core/convert/answers.ts';
import { convert } from '#core/convert/convert.ts';
import { findDifferences, tableOf } from '#core/convert/find-differences.ts';
import { isTold, untold } from '#core/convert/untold-differences.ts';
import type { WrittenRequest } from '#core/route/request-facts.ts';
import { headerValues, httpRoute, ingress, paths, randomFrom, virtualService } from './random-routes.ts';

const makers: Readonly<Record<RouteKind, (seed: number) => string>> = {
  VirtualService: virtualService,
  HTTPRoute: httpRoute,
  Ingress: ingress,
};

/** Requests that the converter has not made itself. */
const requestsFrom = (seed: number): readonly WrittenRequest[] => {
  const chance = randomFrom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(chance() * list.length)] as T;
  return Array.from({ length: 150 }, () => ({
    method: pick(['GET', 'GET', 'POST', 'PUT']),
    url: `http://${pick(['a.test', 'b.test', 'x.c.test', 'other.test'])}${pick(paths)}${pick(['', '', 'x', '/zz'])}${pick(['', '?q=x', '?q=y', '?q=xyz'])}`,
    headers: [
      ...(chance() < 0.5 ? [['x-h', pick(headerValues)] as const] : []),
      ...(chance() < 0.2 ? [['x-w', pick(headerValues)] as const] : []),
      ...(chance() < 0.1 ? [['origin', 'https://o.test'] as const] : []),
    ],
  }));
};

describe.each(routeKinds)('a random %s', (kind) => {
  describe.each(routeKinds.filter((one) => one !== kind))('as %s', (to) => {
    test('answers every request as before, or the report says why not', () => {
      let [tried, same] = [0, 0];
      for (let seed = 1; seed <= 60; seed++) {
        const text = makers[kind](seed);
        const built = build([{ file: 'a.yaml', text }]);
        // Chance writes some that no API server takes: there is nothing to convert then.
        if (built.diagnostics.some(({ severity }) => severity === 'error')) continue;
        tried++;
        const converted = convert(built, { kind, namespace: 'default', name: 'it' }, to);
        if (!converted.ok) throw new Error(`${seed}: ${converted.message}`);
        const unforeseen = converted.report.filter(
          ({ message }) => message.startsWith(untold) || /not accepted/.test(message),
        );
        expect(unforeseen.map(({ field, message }) => `${seed}: ${field} ${message}`)).toEqual([]);
        const after = tableOf(converted.text, built.snapshot);
        const differences = findDifferences(built.table, after, requestsFrom(seed));
        const silent = differences.filter(
          (one) => !isTold(one, { kind, documents: converted.documents }, converted.report),
        );
        expect(silent.map((one) => `${seed}: ${JSON.stringify(one)}`)).toEqual([]);
        if (differences.length === 0) same++;
      }
      // A report alone would not be a conversion.
      expect(tried).toBeGreaterThan(40);
      expect(same).toBeGreaterThan(to === 'Ingress' ? 1 : 5);
    });
  });
});
