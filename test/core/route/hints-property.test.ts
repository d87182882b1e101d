import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { build } from '#core/build.ts';
import { answerFromDocuments, askDocuments, completeExplanation } from '#core/convert/complete-explanation.ts';
import { explainRequest } from '#core/route/explain.ts';
import type { Explanation } from '#core/route/explanation.ts';
import type { Hint } from '#core/route/hint.ts';
import { changeRequest } from '#core/route/hint-change.ts';
import { load } from '#core/route/load.ts';
import type { WrittenRequest } from '#core/route/request-facts.ts';
import type { Listener, Table } from '#core/route/table.ts';
import type { Source } from '#core/text/source.ts';
import { changeDocument } from '#core/visual/change.ts';
import { resourceAtOffset } from '#core/visual/document.ts';
import { findCases } from '../../check/golden-files.ts';
import { httpRoute, ingress, randomFrom, virtualService } from '../convert/random-routes.ts';

const examples = join(import.meta.dirname, '..', '..', '..', 'resources', 'examples');
const example = (name: string): readonly Source[] =>
  readdirSync(join(examples, name))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => ({ file, text: readFileSync(join(examples, name, file), 'utf8') }));
const made = (make: (seed: number) => string) =>
  Array.from({ length: 60 }, (_, seed) => [{ file: 'made.yaml', text: make(seed) }]);

const seen = { asked: 0, requests: 0, writes: 0 };

it.each([
  ['golden cases', findCases().map(({ file }) => file.sources.map(({ file: name, text }) => ({ file: name, text })))],
  ['examples', readdirSync(examples).map(example)],
  ['VirtualServices made by chance', made(virtualService)],
  ['HTTPRoutes made by chance', made(httpRoute)],
  ['Ingresses made by chance', made(ingress)],
])('%s: what hints promise is kept', { timeout: 240_000 }, (_, workspaces) => {
  for (const [seed, sources] of workspaces.entries()) judge(sources, randomFrom(seed + 1));
});

it('many hints have been judged', () => {
  expect(seen.asked).toBeGreaterThan(5_000);
  expect(seen.requests).toBeGreaterThan(500);
  expect(seen.writes).toBeGreaterThan(30);
});

function judge(sources: readonly Source[], chance: () => number): void {
  const built = build(sources);
  const loaded = load(built.table);
  for (const request of nearRequests(built.table, chance)) {
    const plain = explainRequest(loaded, request);
    const explanation = completeExplanation(plain, answerFromDocuments(built, askDocuments(plain)));
    const said = `${request.method} ${request.url} ${JSON.stringify(request.headers)}`;
    seen.asked += 1;
    if (explanation.decision.outcome !== 'reject') {
      expect(
        explanation.hints.filter(({ kind }) => kind !== 'hidden'),
        said,
      ).toEqual([]);
      continue;
    }
    for (const hint of explanation.hints) {
      if (hint.request) {
        seen.requests += 1;
        const again = explainRequest(loaded, changeRequest(request, hint.request));
        expect(isBy(again, hint), `${said}: ${hint.message} ${JSON.stringify(hint.request)}`).toBe(true);
      }
      if (hint.write && hint.origin) {
        seen.writes += 1;
        const again = explainRequest(load(build(written(sources, hint)).table), request);
        expect(isBy(again, hint), `${said}: ${hint.message} ${JSON.stringify(hint.write)}`).toBe(true);
      }
    }
  }
}

/** The rule of the hint answers now; of another host or port any rule does. */
const isBy = ({ decision }: Explanation, { origin, kind }: Hint): boolean =>
  decision.outcome !== 'reject' &&
  (['other-listener', 'host', 'server-name'].includes(kind) || decision.route.origin.path === origin?.path);

function written(sources: readonly Source[], { origin, write = [] }: Hint): readonly Source[] {
  return sources.map((source) => {
    if (origin === undefined || source.file !== origin.place.file) return source;
    const document = resourceAtOffset(source.text, origin.place.range[0]);
    if (document === undefined) throw new Error('the resource of a hint is gone');
    const changes = write.map(({ path, value }) => ({ do: 'set' as const, path: [...document.root, ...path], value }));
    const changed = changeDocument(source.text, document.index, changes);
    // What stands under an anchor is left alone, and says so.
    return changed.ok ? { ...source, text: changed.value } : { ...source, text: source.text };
  });
}

/** Requests that come near to what the routes of a table ask for. */
function nearRequests(table: Table, chance: () => number): readonly WrittenRequest[] {
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(chance() * list.length)];
  const listeners = table.listeners.filter(({ proxy }) => proxy === undefined);
  const ports = [...new Set(listeners.flatMap(({ declaredPorts }) => declaredPorts)), 81];
  return listeners.flatMap((listener) =>
    hostsOf(table, listener).flatMap(({ domain, routes, tls }) =>
      routes.slice(0, 12).flatMap(({ conditions }): WrittenRequest[] => {
        const path = conditions.find((one) => one.on === 'path')?.match;
        const plain = path && 'value' in path && path.value !== '' ? path.value : '/';
        const headers = conditions.flatMap((one): (readonly [string, string])[] =>
          one.on === 'header' && one.match.type !== 'present' ? [[one.name, one.match.value]] : [],
        );
        const [method = 'GET'] = conditions.flatMap((one) => (one.on === 'method' ? [one.match.value] : []));
        const query = conditions.flatMap((one) =>
          one.on === 'query' && one.match.type !== 'present' ? [`${one.name}=${one.match.value}`] : [],
        );
        const host = domain.replace(/^\*\.?/, 'www.').replace(/^www\.$/, 'any.test');
        return Array.from({ length: 6 }, (): WrittenRequest => {
          const target = pick(waysOf(plain)) ?? plain;
          const asked = pick([
            host,
            host,
            host,
            `${host}.`,
            host.slice(1),
            host.replace(/^[^.]*\./, ''),
            host.toUpperCase(),
          ]);
          const port = pick([...(listener.declaredPorts ?? []), ...listener.declaredPorts, ...ports]) ?? 80;
          const rest = query.length > 0 && chance() < 0.6 ? `?${query.join('&')}` : pick(['', '', '?x=1']);
          const own = chance() < 0.2 ? [['Host', `${asked}${pick(['', ':8080'])}`] as const] : [];
          return {
            method: pick([method, method, method.toLowerCase(), 'PATCH']) ?? 'GET',
            url: `${chance() < 0.1 !== tls ? 'https' : 'http'}://${asked}:${port}${target.startsWith('/') ? '' : '/'}${target}${rest}`,
            headers: [...own, ...headers.flatMap(([name, value]) => pick(linesOf(name, value)) ?? [])],
          };
        });
      }),
    ),
  );
}

const hostsOf = (table: Table, { chains }: Listener) =>
  chains.flatMap(({ routeConfig, tls }) =>
    (table.routeConfigs[routeConfig ?? '']?.virtualHosts ?? [])
      .slice(0, 4)
      .map(({ domain, routes }) => ({ domain, routes, tls: tls !== undefined })),
  );

const waysOf = (path: string): readonly string[] => [
  path,
  `${path}/`,
  path.replace(/\/$/, ''),
  path.toUpperCase(),
  `/${path}`,
  `${path}x`,
  path.replace(/.$/, ''),
  path.replace(/[a-z]/, '%61'),
  path.replaceAll('.*', 'abc').replace(/\[[^\]]*\]\+?/g, 'a'),
  `/before${path}`,
  path.replaceAll('\\\\', '\\').replaceAll('*', 'star'),
];

const linesOf = (name: string, value: string): readonly (readonly (readonly [string, string])[])[] => [
  [[name, value]],
  [[name, value.toUpperCase()]],
  [[name, '']],
  [],
  [[name.replaceAll('-', '_'), value]],
  [
    [name, 'other'],
    [name, value],
  ],
];
