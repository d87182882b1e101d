import { describe, expect, test } from 'vitest';
import { build } from '#core/build.ts';
import { routeKinds } from '#core/convert/answers.ts';
import { convert } from '#core/convert/convert.ts';
import { findDifferences, tableOf } from '#core/convert/find-differences.ts';
import { isolate } from '#core/convert/isolate.ts';
import { setFields } from '#core/convert/set-fields.ts';
import { untold } from '#core/convert/untold-differences.ts';
import { findKind } from '#core/resource/index.ts';
import { groupOf } from '#core/resource/resource.ts';
import { pathText } from '#core/route/compile/origin.ts';
import { findCases } from '../../check/golden-files.ts';

const folders = ['documentation', 'istio', 'gateway-api', 'kubernetes', 'three-apis', 'local', 'mesh'];

const converted = findCases()
  .filter(({ name }) => folders.includes(name.split('/')[0] ?? ''))
  .flatMap(({ name, file }) => {
    const built = build(file.sources.map(({ file: path, text }) => ({ file: path, text })));
    const { virtualServices, gatewayApi, ingresses } = built.snapshot;
    const routes = [
      ...virtualServices.filter(({ spec }) => spec.hosts?.length),
      ...gatewayApi.httpRoutes,
      ...ingresses,
    ];
    return routes.flatMap((resource) =>
      routeKinds
        .filter((to) => to !== resource.kind)
        .map((to) => ({
          name: `${name}: ${resource.kind} ${resource.name} as ${to}`,
          built,
          resource,
          to,
          result: convert(built, resource, to),
        })),
    );
  });

describe('every route of the golden cases', () => {
  test('is converted to each other kind, without anything that the writers did not foresee', () => {
    expect(converted.length).toBeGreaterThan(600);
    const wrong = converted.flatMap(({ name, result }) =>
      result.ok
        ? result.report
            .filter(({ message }) => message.startsWith(untold) || message.includes('not accepted'))
            .map(({ message }) => `${name}: ${message}`)
        : /canary/.test(result.message)
          ? []
          : [`${name}: ${result.message}`],
    );
    expect(wrong).toEqual([]);
  });

  test('is plain JSON, and its new documents have no errors', () => {
    for (const { name, result } of converted) {
      expect(JSON.parse(JSON.stringify(result))).toEqual(result);
      if (!result.ok) continue;
      const errors = build([{ file: 'new.yaml', text: result.text }]).files.flatMap(({ diagnostics }) =>
        diagnostics.filter(({ severity }) => severity === 'error'),
      );
      expect(errors.map(({ message }) => `${name}: ${message}`)).toEqual([]);
    }
  });

  test('has every rule in a new document, or in the report', () => {
    const silent = converted.flatMap(({ name, resource, result }) => {
      const kind = findKind(groupOf(resource), resource.kind);
      if (!result.ok || kind?.is !== 'acted') return [];
      const rules = new Set(result.documents.flatMap(({ from }) => Object.values(from)));
      const fields = setFields(kind.schema, resource.spec, ['spec']).map(pathText);
      const form = {
        VirtualService: /^spec\.http\[\d+\]/,
        HTTPRoute: /^spec\.rules\[\d+\]/,
        Ingress: /^spec\.rules\[\d+\]\.http\.paths\[\d+\]/,
      };
      const written = fields.flatMap((field) => form[resource.kind as keyof typeof form].exec(field) ?? []);
      // A host that nobody can have takes its rules along.
      if (result.report.some(({ is, field }) => is === 'lost' && field === 'spec.hosts')) return [];
      return [...new Set(written)]
        .filter((rule) => !rules.has(rule) && !result.report.some((one) => meets(one.field, rule)))
        .map((rule) => `${name}: ${rule}`);
    });
    expect(silent).toEqual([]);
  });

  test('answers as before where the report says that nothing is lost', () => {
    let whole = 0;
    for (const { name, built, resource, result } of converted) {
      if (!result.ok || result.report.some(({ is }) => is !== 'decide')) continue;
      whole++;
      const kind = routeKinds.find((one) => one === resource.kind) ?? 'Ingress';
      const before = isolate(built.snapshot, resource, kind).table;
      const after = tableOf(result.text, built.snapshot);
      expect(findDifferences(before, after).map(({ request }) => `${name}: ${request.url}`)).toEqual([]);
    }
    expect(whole).toBeGreaterThan(100);
  });
});

/** One of two fields lies within the other. */
const meets = (a: string, b: string): boolean =>
  a === b ||
  [`${a}.`, `${a}[`].some((start) => b.startsWith(start)) ||
  [`${b}.`, `${b}[`].some((start) => a.startsWith(start));
