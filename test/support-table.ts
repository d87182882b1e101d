/**
 * `npm run support-table` writes README's support table: what the kinds declare of their fields, and which cases show which feature.
 * Both lists are made elsewhere (the kinds' schemas, the golden cases); nothing is listed here.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kinds } from '#core/resource/index.ts';
import { apiVersionsOf } from '#core/resource/kind.ts';
import { type DeclaredField, declaredFields } from '#core/schema/fields.ts';
import type { Fidelity } from '#core/schema/schema.ts';
import { supportedFeatures } from '#core/snapshot/gateway-api/features.ts';
import { familiesWithoutMeaning, withoutMeaning } from './check/conformance/features.ts';
import { findCases } from './check/golden-files.ts';
import { fieldTables, link } from './support-fields.ts';

const acted = kinds.flatMap((kind) => (kind.is === 'acted' ? [kind] : []));

/** Two groups have a kind `Gateway`. */
const named = ({ kind, group }: { readonly kind: string; readonly group: string }): string =>
  acted.some((other) => other.kind === kind && other.group !== group) ? `\`${kind}\` of ${group}` : `\`${kind}\``;

const meaning: readonly (readonly [Fidelity, string])[] = [
  ['exact', 'exact'],
  ['approximated', 'approximated'],
  ['planned', 'read, not acted on yet'],
  ['ignored', 'without effect here'],
  ['mesh', 'needs sidecars'],
];

export const readme = join(import.meta.dirname, '..', 'README.md');
const begin = '<!-- support table: written by `npm run support-table` -->';
const end = '<!-- end of the support table -->';

/** README with its support table as it should be; unchanged where README has no place for it. */
export function withSupportTable(text: string): string {
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) return text;
  return `${text.slice(0, from + begin.length)}\n\n${supportTable()}\n${text.slice(to)}`;
}

export function supportTable(): string {
  return [
    'Fields of the kinds that are acted on:',
    fieldCounts(),
    'Where a field is less than exact, this is what differs; everything below such a field shares its lot.',
    lesserFields(),
    'Every field of the kinds of Istio’s traffic management, with the [golden case](test/cases) that proves it:',
    fieldTables(findCases()),
    'Features of the Gateway API by the names of its conformance suite, with a golden case for each that is served:',
    suiteFeatures(),
    'Kinds that are known and left alone, each with an information in the problems:',
    ignoredKinds(),
    'The behaviour behind the fields, with some of the [golden cases](test/cases) that show it:',
    features(),
  ].join('\n\n');
}

function fieldCounts(): string {
  const head = ['kind', 'versions', ...meaning.map(([, words]) => words)];
  const rows = acted.map((kind) => {
    const fields = declaredFields(kind.schema);
    const counts = meaning.map(([fidelity]) => String(fields.filter((f) => f.fidelity === fidelity).length));
    return [named(kind), apiVersionsOf(kind).join(', '), ...counts];
  });
  return table(head, rows);
}

function lesserFields(): string {
  const rows = acted.flatMap((kind) => {
    const fields = declaredFields(kind.schema);
    const lesser = fields.filter((f) => f.fidelity !== 'exact' && !fields.some((around) => isAround(around, f)));
    return [...Map.groupBy(lesser, (f) => `${f.fidelity} ${f.note}`).values()].map((alike) => [
      named(kind),
      alike.map((f) => `\`${f.path}\``).join(', '),
      wordsFor(alike[0]?.fidelity ?? 'exact'),
      alike[0]?.note ?? '',
    ]);
  });
  return table(['kind', 'fields', 'state', 'what differs'], rows);
}

function ignoredKinds(): string {
  const ignored = kinds.flatMap((kind) => (kind.is === 'ignored' ? [kind] : []));
  const groups = Map.groupBy(ignored, (kind) => `${kind.group} ${kind.why}`);
  const rows = [...groups.values()].map((alike) => [
    alike[0]?.group || 'core',
    alike.map((k) => `\`${k.kind}\``).join(', '),
    alike[0]?.why ?? '',
  ]);
  return table(['group', 'kinds', 'why'], rows);
}

/** A field inside of another that is less than exact in the same way needs no line of its own. */
const isAround = (around: DeclaredField, field: DeclaredField): boolean =>
  /^[.[{]/.test(field.path.slice(around.path.length)) &&
  field.path.startsWith(around.path) &&
  around.fidelity === field.fidelity &&
  around.note === field.note;

const wordsFor = (fidelity: Fidelity): string => meaning.find(([f]) => f === fidelity)?.[1] ?? fidelity;

/** What is claimed, and what has no meaning here, by the names of the conformance suite. */
function suiteFeatures(): string {
  const cases = findCases();
  const served = supportedFeatures.map((feature) => {
    const shown = cases.filter(({ file }) => file.features.includes(feature)).map(({ name }) => name);
    return [feature, 'served', shown.slice(0, 1).map(link).join('')];
  });
  const without = Object.entries(withoutMeaning).map(([feature, why]) => [feature, 'no meaning on one machine', why]);
  const families = familiesWithoutMeaning.map(([family, why]) => [`${family}*`, 'no meaning on one machine', why]);
  return table(['feature', 'state', 'case or reason'], [...served, ...without, ...families]);
}

function features(): string {
  const byFeature = new Map<string, string[]>();
  for (const { name, file } of findCases())
    for (const feature of file.features) byFeature.set(feature, [...(byFeature.get(feature) ?? []), name]);
  const rows = [...byFeature]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([feature, names]) => [feature, String(names.length), names.slice(0, 3).map(link).join(', ')]);
  return table(['feature', 'cases', 'for example'], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((c) => c.replaceAll('|', '\\|')).join(' | ')} |`;
  return [head, head.map(() => '---'), ...rows].map(line).join('\n');
}

if (import.meta.main) writeFileSync(readme, withSupportTable(readFileSync(readme, 'utf8')));
