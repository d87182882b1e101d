import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build } from '#core/build.ts';
import { declaredFields } from '#core/schema/fields.ts';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import type { Source } from '#core/text/source.ts';
import { createMaterial } from './check/conformance/material.ts';
import { createPods } from './check/conformance/pods.ts';
import { openStage } from './check/conformance/stage.ts';
import type { SuiteTest } from './check/conformance/suite.ts';
import { buildCase, undeclaredServices } from './check/golden.ts';
import { findCases } from './check/golden-files.ts';
import { createAuthority } from './gateway/certificates.ts';
import { conformanceFindings, servingFindings } from './valid/expected-findings.ts';
import { fieldsSet } from './valid/from-schema.ts';
import { bodyOf, filesOf, kindOf, type Made } from './valid/made.ts';
import { neverValid } from './valid/never-valid.ts';
import { examples } from './valid/real-files.ts';
import { type About, statusBehind } from './valid/status-behind.ts';
import { worlds } from './valid/world.ts';

/** Runs are the same every time; another seed is tried by changing this line. */
const seed = 20_261_121;

const alarms = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] =>
  diagnostics.filter(({ severity }) => severity !== 'information');
const told = ({ severity, code, message, place }: Diagnostic): string =>
  `${place.file}:${place.line} ${severity} ${code}: ${message}`;
const codesOf = (diagnostics: readonly Diagnostic[]): readonly string[] => [
  ...new Set(alarms(diagnostics).map(({ code }) => code)),
];

describe('what people write first has neither errors nor warnings', () => {
  test.each(examples().map((one) => [one.name, one] as const))('%s', (_, { sources }) => {
    expect(alarms(build(sources).diagnostics).map(told)).toEqual([]);
  });

  const documented = findCases().filter(({ name }) => name.startsWith('documentation/'));
  test.each(documented.map((one) => [one.name, one] as const))('%s', (_, { file }) => {
    const { diagnostics } = buildCase(file, undeclaredServices(file), () => 3000);
    expect(alarms(diagnostics).map(told)).toEqual([]);
  });
});

describe('cases that serve requests have no error and no warning but those that are listed, with the rule that wants them', () => {
  const folders = /^(?:gateway-api|istio|kubernetes|mesh|tcp|three-apis|local)\//;
  const serving = findCases().filter(({ name, file }) => folders.test(name) && file.calls.length > 0);

  test.each(serving.map((one) => [one.name, one] as const))('%s', (name, { file }) => {
    const { diagnostics } = buildCase(file, undeclaredServices(file), () => 3000);
    const wanted = Object.entries(servingFindings).flatMap(([code, { cases }]) => (cases.includes(name) ? [code] : []));
    expect([...codesOf(diagnostics)].sort(), alarms(diagnostics).map(told).join('\n')).toEqual(wanted.sort());
  });

  test('every listed case is there', () => {
    const names = serving.map(({ name }) => name);
    for (const { cases } of Object.values(servingFindings)) for (const name of cases) expect(names).toContain(name);
  });
});

/** Beside the checkout; a fresh clone has it not. */
const suite = join(import.meta.dirname, '..', '..', 'shared', 'conformance');

describe.skipIf(!existsSync(suite))('manifests of the conformance suite', () => {
  const material = createMaterial();
  const pods = createPods();
  afterAll(() => pods.close());
  const isExpected = (name: string, code: string): boolean =>
    [code, `${name} ${code}`].some((key) => Object.hasOwn(conformanceFindings, key));
  const files = existsSync(suite) ? readdirSync(suite).filter((name) => name.endsWith('.json')) : [];

  test.each(files)('%s has no error and no warning without a status that says so', async (name) => {
    const played: SuiteTest = JSON.parse(readFileSync(join(suite, name), 'utf8'));
    const stage = await openStage(played, { material, pods }, { live: false });
    const statuses = stage.statuses();
    const without = alarms(stage.diagnostics()).filter((one) => {
      const about = documentAt(stage.cluster.sources(), one);
      return !statusBehind(one, about, statuses) && !isExpected(played.name, one.code);
    });
    expect(without.map(told)).toEqual([]);
    await stage.close();
  });
});

/** A cluster writes each of its objects in a line. */
const documentAt = (sources: readonly Source[], { place }: Diagnostic): About => {
  const line = sources.find(({ file }) => file === place.file)?.text.split('\n')[place.line - 1] ?? '{}';
  const { kind, metadata } = JSON.parse(line);
  return { kind, ...metadata };
};

describe('generated resources that are valid', () => {
  let sample: readonly (readonly Made[])[] = [];
  beforeAll(async () => {
    const authority = await createAuthority();
    const { certificate, key } = await authority.issue(['shop.example']);
    sample = fc.sample(worlds({ certificate, key, authority: authority.pem }), { seed, numRuns: 100 });
  });

  test(`have neither errors nor warnings (seed ${seed})`, () => {
    expect(sample.flat().length).toBeGreaterThan(1_000);
    const found = sample.flatMap((world, index) => {
      // Most people have no LocalGateway: the client of the mesh is then one of another namespace.
      const files = filesOf(index % 3 === 0 ? world.filter(({ kind }) => kind.kind !== 'LocalGateway') : world);
      return alarms(build(files).diagnostics).map((one) => {
        const lines = files.find(({ file }) => file === one.place.file)?.text.split('\n') ?? [];
        return `${told(one)}\n${lines.slice(Math.max(0, one.place.line - 6), one.place.line + 4).join('\n')}`;
      });
    });
    expect(found).toEqual([]);
  });

  test.each(['Gateway', 'VirtualService', 'DestinationRule', 'ServiceEntry', 'WorkloadEntry', 'Sidecar'])(
    'set every field that a valid %s can have',
    (name) => {
      const kind = kindOf('networking.istio.io', name);
      const set = new Set(
        sample.flat().flatMap((made) => (made.kind === kind ? fieldsSet(kind.schema, bodyOf(made)) : [])),
      );
      const missing = declaredFields(kind.schema)
        .map(({ path }) => `${name} ${path}`)
        .filter((field) => !set.has(field.slice(name.length + 1)));
      expect(missing.filter((field) => !neverValid.some(({ fields }) => fields.test(field)))).toEqual([]);
    },
  );
});
