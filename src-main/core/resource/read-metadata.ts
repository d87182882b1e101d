import { read } from '../schema/read.ts';
import { entryOf, headOf, keyRangeAt, rangeAt } from '../text/cursor.ts';
import type { Problem } from '../text/problem.ts';
import type { MapTree, Path } from '../text/tree.ts';
import { shown } from '../text/words.ts';
import type { ActedKind } from './kind.ts';
import { metadata } from './metadata.ts';
import { isObjectLabel, isObjectName } from './names.ts';

/** Metadata with its defaults. `name` is empty when there is none, which has then been reported. */
export type ReadMetadata = {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly created?: string;
  readonly generation?: number;
};

/** Annotations that Istio refuses on resources of users (reference 9.1, M1 and M2). */
const refusedAnnotations = [
  'istio.io/dry-run',
  'internal.istio.io/webhook-always-reject',
  'internal.istio.io/parents',
  'internal.istio.io/parent-namespace',
];

export const readMetadata = (tree: MapTree, kind: ActedKind, problems: Problem[]): ReadMetadata => {
  const entry = entryOf(tree, 'metadata');
  const head = entry?.keyRange ?? entryOf(tree, 'kind')?.value.range ?? headOf(tree);
  const error = (code: string, message: string, path: Path, atKey = false) =>
    problems.push({
      severity: 'error',
      code,
      message,
      range: !entry ? head : atKey ? keyRangeAt(tree, path) : rangeAt(tree, path),
    });
  const absent = !entry || (entry.value.is === 'scalar' && entry.value.value === null);
  const result = absent ? undefined : read(entry.value, metadata, 'metadata', entry.keyRange);
  // What a cluster adds is not worth a word.
  problems.push(...(result?.problems ?? []).filter(({ severity }) => severity !== 'information'));
  const value = result?.value ?? {};
  const { name = '', namespace = 'default' } = value;
  if (name === '' && !wasReported(result?.problems, tree)) {
    const message = value.generateName
      ? 'a name that a cluster would complete is of no use here; add "name"'
      : 'the resource has no name; add "name" under "metadata"';
    error('resource/no-name', message, ['metadata', value.generateName ? 'generateName' : 'name'], true);
  } else if (name !== '') {
    const fits = kind.name === 'label' ? isObjectLabel(name) : isObjectName(name);
    const remedy = `use lower-case letters, digits${kind.name === 'label' ? ' and hyphens' : ', hyphens and dots'}`;
    if (!fits)
      error('resource/name', `"${shown(name)}" cannot be the name of a ${kind.kind}; ${remedy}`, ['metadata', 'name']);
  }
  if (!isObjectLabel(namespace)) {
    error(
      'resource/namespace',
      `"${shown(namespace)}" cannot be a namespace; use lower-case letters, digits and hyphens`,
      ['metadata', 'namespace'],
    );
  }
  // Its webhook looks at its own kinds alone.
  for (const annotation of kind.group === 'networking.istio.io' ? refusedAnnotations : []) {
    if (value.annotations && Object.hasOwn(value.annotations, annotation)) {
      error(
        'resource/annotation',
        `the annotation "${annotation}" is refused by Istio; remove it`,
        ['metadata', 'annotations', annotation],
        true,
      );
    }
  }
  const created = value.creationTimestamp === undefined ? undefined : normaliseTime(value.creationTimestamp);
  if (value.creationTimestamp !== undefined && created === undefined) {
    const message = `"${shown(value.creationTimestamp)}" is not a time; write it as "2026-01-31T12:00:00Z"`;
    error('resource/timestamp', message, ['metadata', 'creationTimestamp']);
  }
  const { labels = {}, annotations = {}, generation } = value;
  return {
    name,
    namespace,
    labels,
    annotations,
    ...(created !== undefined && { created }),
    ...(generation !== undefined && { generation }),
  };
};

/** A name of the wrong type has been reported already. */
const wasReported = (problems: readonly Problem[] | undefined, tree: MapTree): boolean => {
  const range = rangeAt(tree, ['metadata', 'name']);
  return problems?.some((problem) => problem.severity === 'error' && problem.range[0] === range[0]) ?? false;
};

/** RFC 3339 as UTC with whole seconds, so that times compare as text; undefined for anything else. */
const normaliseTime = (text: string): string | undefined => {
  if (!/^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[-+]\d\d:\d\d)$/.test(text)) return undefined;
  const ms = Date.parse(text.replace(' ', 'T').toUpperCase());
  return Number.isNaN(ms) ? undefined : `${new Date(Math.floor(ms / 1000) * 1000).toISOString().slice(0, 19)}Z`;
};
