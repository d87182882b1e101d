import { describe, expect, test } from 'vitest';
import type { Build } from '#core/build.ts';
import { answerFromDocuments, askDocuments, completeExplanation } from '#core/convert/complete-explanation.ts';
import { reportCondition } from '#core/match/index.ts';
import { decide } from '#core/route/decide.ts';
import { explain, explainRequest } from '#core/route/explain.ts';
import type { Explanation } from '#core/route/explanation.ts';
import type { Facts } from '#core/route/facts.ts';
import { changeRequest } from '#core/route/hint-change.ts';
import { load } from '#core/route/load.ts';
import { locate } from '#core/route/locate.ts';
import { meshListenerFor } from '#core/route/mesh-listeners.ts';
import type { WrittenRequest } from '#core/route/request-facts.ts';
import type { Route, Table } from '#core/route/table.ts';
import { type CallRequest, isTls } from '../../check/calls.ts';
import { buildCase, undeclaredServices } from '../../check/golden.ts';
import { findCases } from '../../check/golden-files.ts';

/** Every request of every golden case, explained: what is said is what is done, and stands where it is said to stand. */
const withHttp = findCases().filter(({ file }) => {
  const { table } = buildCase(file, undeclaredServices(file), () => 1);
  return file.calls.some(({ request }) => factsOfCall(table, request) !== undefined);
});

describe.each(withHttp)('$name', ({ file }) => {
  const built = buildCase(file, undeclaredServices(file), () => 1) as Build;
  const { table } = built;
  const loaded = load(table);
  const texts = new Map(file.sources.map((one) => [one.file, one.text.split('\n')]));

  for (const { request, expected } of file.calls) {
    const facts = factsOfCall(table, request);
    if (facts === undefined) continue;
    const plain = explain(loaded, facts);
    const explanation = completeExplanation(plain, answerFromDocuments(built, askDocuments(plain)));

    test(`${request.written}: as decided`, () => {
      const decision = decide(loaded, facts, () => 0);
      // Chance aside, and of several destinations the first.
      expect(answerIn(explanation)).toEqual(answerIn({ decision }));
      const subject = locate(loaded, facts).subject;
      for (const { verdict, checks, route } of explanation.candidates) {
        if (verdict === 'chosen') expect(checks.every(({ holds }) => holds)).toBe(true);
        if (verdict !== 'failed') continue;
        expect(
          checks.some(({ holds }) => !holds),
          route,
        ).toBe(true);
        const { conditions } = routeNamed(table, explanation, route);
        for (const [i, check] of checks.entries()) {
          const condition = conditions[i];
          if (condition && subject) expect(check.message).toBe(reportCondition(condition, subject, check.holds));
        }
      }
    });

    test(`${request.written}: what it says it does is what the service sees`, () => {
      const { decision, effects, destinations } = explanation;
      if (decision.outcome !== 'forward' || destinations.length !== 1 || request.from === 'mesh') return;
      const changed = (field: string, otherwise: string) =>
        effects.findLast((one) => one.field === field && one.after !== undefined)?.after ?? otherwise;
      for (const column of expected.columns) {
        if (column.on === 'path') expect(changed('rewrite', decision.path)).toBe(column.value);
        if (column.on === 'host') expect(changed('authority-rewrite', facts.authority ?? '')).toBe(column.value);
      }
    });

    test(`${request.written}: where it is written`, () => {
      for (const { checks, origin, via } of explanation.candidates)
        for (const { place, field, message } of checks) {
          if (place === undefined || field === undefined) continue;
          expect([origin.place.file, via?.place.file], message).toContain(place.file);
          const line = texts.get(place.file)?.[place.line - 1];
          if (line !== undefined) expect(line.toLowerCase(), `${message} at ${place.line}`).toMatch(wordsOf(field));
        }
    });

    test(`${request.written}: hints are true`, () => {
      const { decision, hints } = explanation;
      if (isWell(decision)) expect(hints.filter(({ kind }) => kind !== 'hidden')).toEqual([]);
      const written = writtenOf(request);
      for (const hint of hints) {
        if (hint.request === undefined || written === undefined) continue;
        const again = explainRequest(loaded, changeRequest(written, hint.request)).decision;
        expect(isWell(again), `${hint.message}: ${JSON.stringify(hint.request)}`).toBe(true);
      }
    });
  }
});

/** Somebody answers: a service, or a rule by itself. */
const isWell = ({ outcome }: Explanation['decision']): boolean => outcome !== 'reject';

const answerIn = ({ decision }: Pick<Explanation, 'decision'>) => {
  if (decision.outcome !== 'forward') return decision;
  const { fault: _, mirrors: __, destination: ___, cluster: ____, ...rest } = decision;
  return rest;
};

function routeNamed(table: Table, { decision }: Explanation, id: string): Route {
  const { virtualHost, listener } = decision;
  const all = Object.values(table.routeConfigs).flatMap(({ virtualHosts }) => virtualHosts);
  const found = (virtualHost ? [virtualHost] : all).flatMap(({ routes }) => routes).find((one) => one.id === id);
  if (found === undefined) throw new Error(`no route ${id} at ${listener?.id}`);
  return found;
}

/** What stands on the line of a condition: its field, or how it is compared. */
function wordsOf(field: string): RegExp {
  const [word = '', name] = field.split(' ');
  const own = { path: 'uri|path|match|method|service|regex', source: 'source', scheme: 'scheme' }[word] ?? word;
  return new RegExp(`${own}|exact|prefix|regex|value${name === undefined ? '' : `|${name.replace(/\W/g, '.')}`}`);
}

/** What `decide` is asked about: not bytes, and not what only a real connection can tell. */
function isHttp({ method, version, from, scheme }: CallRequest): boolean {
  return method !== 'TCP' && version !== '1.0' && !(from === 'mesh' && isTls(scheme));
}

function factsOfCall(table: Table, request: CallRequest): Facts | undefined {
  const { method, headers, target, host, port, sni, scheme, from } = request;
  const tls = isTls(scheme);
  if (!isHttp(request)) return undefined;
  const listener =
    from === 'mesh' ? meshListenerFor(table, port) : table.listeners.find((one) => one.declaredPorts.includes(port));
  if (listener === undefined) return undefined;
  const absolute = /^https?:\/\/([^/]*)(.*)$/.exec(target);
  return {
    listener: listener.id,
    tls,
    method,
    headers,
    target: absolute ? absolute[2] || '/' : target,
    ...(tls && { sni: sni ?? '' }),
    ...(absolute ? { authority: absolute[1] as string } : host === undefined ? {} : { authority: host }),
  };
}

/** As a person would write it; undefined where that cannot be written as a URL. */
function writtenOf({
  method,
  scheme,
  port,
  host,
  target,
  headers,
  from,
  sni,
}: CallRequest): WrittenRequest | undefined {
  if (host === undefined || !target.startsWith('/')) return undefined;
  const pairs = headers.flatMap((name, i): (readonly [string, string])[] =>
    i % 2 === 0 && name.toLowerCase() !== 'host' ? [[name, headers[i + 1] ?? '']] : [],
  );
  const named = sni === undefined || sni === host.replace(/:\d+$/, '');
  if (!named) return undefined;
  const url = `${scheme}://${host.replace(/:\d+$/, '')}:${port}${target}`;
  return { method, url, headers: [['Host', host], ...pairs], ...(from && { from }) };
}
