import { kinds } from '#core/resource/index.ts';
import { type ActedKind, apiVersionsOf } from '#core/resource/kind.ts';
import { type DeclaredField, declaredFields } from '#core/schema/fields.ts';
import type { Schema } from '#core/schema/schema.ts';
import { parseDocuments } from '#core/text/document.ts';
import { locator } from '#core/text/position.ts';
import type { Entry, Tree } from '#core/text/tree.ts';
import type { CaseSource } from './case-file.ts';
import type { FoundCase } from './check/golden-files.ts';

/** A declared field, and the golden case that shows best what it does. */
export type ProvenField = DeclaredField & { readonly kind: string; readonly proof?: string };

/** The kinds of Istio's traffic management, whose every field has a case. */
export const provenKinds: readonly ActedKind[] = kinds.flatMap((kind) =>
  kind.is === 'acted' && kind.group === 'networking.istio.io' ? [kind] : [],
);

/** Cases may claim fields of every kind. */
const acted = kinds.flatMap((kind) => (kind.is === 'acted' ? [kind] : []));

/** What one case sets: `VirtualService http[].timeout`. */
type CaseFields = {
  readonly name: string;
  readonly set: ReadonlySet<string>;
  /** Those of documents with errors, too. */
  readonly written: ReadonlySet<string>;
  readonly claimed: ReadonlySet<string>;
  readonly calls: boolean;
};

/**
 * Every field of these kinds in declaration order, each with the case that proves it, if there is one. What acts is proven by a case
 * that sets it and sends something, what does not by any that sets it; a document with an error proves nothing. A `Proves:` line of a
 * case comes before all others; then the case counts that sets the fewest fields.
 */
export function provenFields(cases: readonly FoundCase[]): readonly ProvenField[] {
  const known = cases.map(fieldsOf).sort((a, b) => a.set.size - b.set.size || (a.name < b.name ? -1 : 1));
  return provenKinds.flatMap(({ kind, schema }) =>
    declaredFields(schema).map((field) => {
      const path = `${kind} ${field.path}`;
      const acts = field.fidelity === 'exact' || field.fidelity === 'approximated';
      const provenBy = (one: string) =>
        known.find((c) => c.claimed.has(one)) ?? known.find((c) => c.set.has(one) && (!acts || c.calls));
      const proof =
        provenBy(path) ??
        elsewhere(path, acts)
          .map(provenBy)
          .find((found) => found !== undefined);
      return { ...field, kind, ...(proof ? { proof: proof.name } : {}) };
    }),
  );
}

/**
 * Where else a field may be proven: a section of a traffic policy means the same for a rule, a subset and a port of either, and what has no
 * effect here has none below it. `destination-rule-levels` proves that each section is looked for at each level.
 */
function elsewhere(path: string, acts: boolean): readonly string[] {
  if (!acts) {
    const steps = path.split(/(?<!^)\.(?=[^.]+$)/);
    const around = steps.length > 1 ? (steps[0] ?? '').replace(/(\[\]|\{\})+$/, '') : '';
    return around === '' ? [] : [around, ...elsewhere(around, acts)];
  }
  const [, rest] =
    /^DestinationRule (?:subsets\[\]\.)?trafficPolicy\.(?:portLevelSettings\[\]\.)?(.+)$/.exec(path) ?? [];
  if (rest === undefined || !/[.[]/.test(rest)) return [];
  return [
    'trafficPolicy',
    'trafficPolicy.portLevelSettings[]',
    'subsets[].trafficPolicy',
    'subsets[].trafficPolicy.portLevelSettings[]',
  ].map((level) => `DestinationRule ${level}.${rest}`);
}

/** Claims of `Proves:` lines that say nothing true: no such field, or one that the case does not set. */
export function falseClaims(cases: readonly FoundCase[]): readonly string[] {
  return cases.flatMap((found) => {
    const { name, claimed, written } = fieldsOf(found);
    return [...claimed].filter((path) => !written.has(path)).map((path) => `${name} does not set ${path}`);
  });
}

function fieldsOf({ name, file }: FoundCase): CaseFields {
  const all = file.sources.flatMap(setIn);
  return {
    name,
    set: new Set(all.flatMap(({ wrong, paths }) => (wrong ? [] : paths))),
    written: new Set(all.flatMap(({ paths }) => paths)),
    claimed: new Set(file.proves),
    calls: file.calls.length > 0,
  };
}

function setIn(source: CaseSource): readonly { readonly wrong: boolean; readonly paths: readonly string[] }[] {
  const locate = locator(source);
  const documents = parseDocuments(source).value;
  return documents.flatMap(({ parsed: { tree, text }, start }) => {
    const kind = acted.find(
      (k) => k.kind === scalar(tree, 'kind') && apiVersionsOf(k).includes(scalar(tree, 'apiVersion')),
    );
    const spec = entriesOf(tree).find((e) => e.key === 'spec')?.value;
    if (!kind || !spec) return [];
    const first = locate([start, start]).line;
    const last = locate([start + text.length - 1, start + text.length]).line;
    const wrong = source.drawn.some((d) => d.severity === 'error' && d.line >= first && d.line <= last);
    return [{ wrong, paths: pathsIn(kind.schema, spec, '').map((path) => `${kind.kind} ${path}`) }];
  });
}

/** The declared paths that a value sets, written as `declaredFields` writes them. */
function pathsIn(schema: Schema, tree: Tree, path: string): readonly string[] {
  if (schema.is === 'list')
    return tree.is === 'list' ? tree.items.flatMap((t) => pathsIn(schema.item, t, `${path}[]`)) : [];
  if (schema.is === 'map') return entriesOf(tree).flatMap((e) => pathsIn(schema.value, e.value, `${path}{}`));
  if (schema.is !== 'object') return [];
  return entriesOf(tree).flatMap(({ key, value }) => {
    const field = Object.hasOwn(schema.fields, key) ? schema.fields[key] : undefined;
    if (!field) return [];
    const here = path === '' ? key : `${path}.${key}`;
    return [here, ...pathsIn(field.schema, value, here)];
  });
}

const entriesOf = (tree: Tree | undefined): readonly Entry[] => (tree?.is === 'map' ? tree.entries : []);

function scalar(tree: Tree | undefined, key: string): string {
  const value = entriesOf(tree).find((e) => e.key === key)?.value;
  return value?.is === 'scalar' ? String(value.value) : '';
}
