import { read } from '../schema/read.ts';
import { type ObjectSchema, object } from '../schema/schema.ts';
import { entryOf, headOf, keyRangeAt, rangeAt, treeAt } from '../text/cursor.ts';
import type { Range } from '../text/diagnostic.ts';
import type { Problem } from '../text/problem.ts';
import type { MapTree, Path, Tree } from '../text/tree.ts';
import { findKind } from './index.ts';
import type { ActedKind, CheckReport } from './kind.ts';
import { kindProblem } from './kind-problem.ts';
import { type ReadMetadata, readMetadata } from './read-metadata.ts';
import type { Resource } from './resource.ts';

/** A resource that does not know its place yet: the same wherever its document moves. */
export type Draft = Omit<Resource, 'file' | 'at' | 'keyAt'>;

/** One resource of a document, usable or not. `prefix` leads to it: empty, or `items` and an index inside a `List`. */
export type ReadItem = {
  readonly prefix: Path;
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** Absent when there is an error in it. */
  readonly draft?: Draft;
};

/** `items` has only kinds that are acted on, and documents whose kind cannot be told (with an empty `kind`). */
export type Reading = { readonly items: readonly ReadItem[]; readonly problems: readonly Problem[] };

/** The resources of one document, and what is wrong with them; ranges count from the start of the document. Never throws. */
export const readResources = (tree: Tree): Reading => {
  const items: ReadItem[] = [];
  const problems: Problem[] = [];
  readInto(tree, [], items, problems);
  return { items, problems };
};

const readInto = (tree: Tree, prefix: Path, items: ReadItem[], problems: Problem[]): void => {
  if (tree.is !== 'map') {
    if (tree.is === 'scalar' && tree.value === null) return;
    problems.push({
      severity: 'error',
      code: 'resource/not-an-object',
      message: 'this is no resource; begin it with "apiVersion", "kind" and "metadata"',
      range: headOf(tree),
    });
    return;
  }
  const { group, kind, problem } = kindProblem(tree);
  if (problem) problems.push(problem);
  if (kind === 'List' && group === '') {
    const list = entryOf(tree, 'items')?.value;
    if (list?.is !== 'list') return;
    for (const [index, item] of list.items.entries()) readInto(item, [...prefix, 'items', index], items, problems);
    return;
  }
  const known = findKind(group, kind);
  if (known?.is !== 'acted') {
    // It may have been a good resource a moment ago: it stays in the list, so that its last good version can be kept.
    if (problem?.severity === 'error') items.push({ prefix, group: '', kind: '', name: '', namespace: 'default' });
    return;
  }
  items.push(readOne(tree, known, prefix, problems, problem?.severity === 'error'));
};

const readOne = (tree: MapTree, kind: ActedKind, prefix: Path, problems: Problem[], broken: boolean): ReadItem => {
  const found: Problem[] = [];
  const meta = readMetadata(tree, kind, found);
  const body = readBody(tree, kind, meta, found);
  problems.push(...(kind.group === istioGroup ? found.map(withIstioCode) : found));
  const item = { prefix, group: kind.group, kind: kind.kind, name: meta.name, namespace: meta.namespace };
  if (broken || found.some(({ severity }) => severity === 'error')) return item;
  const apiVersion = entryOf(tree, 'apiVersion')?.value;
  return {
    ...item,
    draft: {
      kind: kind.kind,
      apiVersion: apiVersion?.is === 'scalar' ? apiVersion.source : '',
      name: meta.name,
      namespace: meta.namespace,
      labels: meta.labels,
      annotations: meta.annotations,
      ...(meta.created !== undefined && { created: meta.created }),
      ...(meta.generation !== undefined && { generation: meta.generation }),
      spec: body,
    },
  };
};

const istioGroup = 'networking.istio.io';

/** What Istio's webhook finds in one resource, the analyzer says as IST0106 (errors) and IST0133 (warnings); what is ours alone has none. */
const withIstioCode = (problem: Problem): Problem =>
  problem.severity === 'information' || problem.code.startsWith('fidelity/')
    ? problem
    : { ...problem, istio: ownCodes[problem.code] ?? (problem.severity === 'error' ? 'IST0106' : 'IST0133') };

/** What an analyzer of its own looks for. */
const ownCodes: Readonly<Record<string, string>> = { 'service-entry/no-address': 'IST0134' };

const envelope = ['apiVersion', 'kind', 'metadata', 'status'];

/** The typed `spec`, or the fields beside `metadata` for kinds without one; checked when its fields are right. */
const readBody = (tree: MapTree, kind: ActedKind, meta: ReadMetadata, problems: Problem[]): unknown => {
  const rest = tree.entries.filter(({ key }) => !envelope.includes(key));
  const inSpec = kind.body === 'spec';
  const head = entryOf(tree, 'kind')?.value.range ?? headOf(tree);
  const schema: ObjectSchema = inSpec ? specOnly(kind) : kind.schema;
  const root = read({ is: 'map', entries: rest, range: tree.range }, schema, kind.kind, head);
  const spec = (root.value as { readonly spec?: unknown } | undefined)?.spec;
  const value = inSpec ? (spec ?? {}) : root.value;
  const found = [...root.problems];
  if (!found.some(({ severity }) => severity === 'error')) {
    const { namespace, labels, annotations } = meta;
    kind.check?.({
      value,
      namespace,
      labels,
      annotations,
      report: reporter(tree, inSpec ? ['spec'] : [], head, found),
    });
  }
  problems.push(...found);
  return value;
};

/** The schema of the whole object: nothing but `spec` beside the envelope, required where one of its own fields is. */
const specOnly = (kind: ActedKind): ObjectSchema =>
  object(kind.kind, {
    spec: {
      schema: kind.schema,
      required: kind.check !== undefined || Object.values(kind.schema.fields).some(({ required }) => required),
      doc: kind.doc,
      fidelity: 'exact',
    },
  });

const reporter = (tree: Tree, base: Path, head: Range, problems: Problem[]): CheckReport => {
  // With nothing of the path written, the kind is what a person should look at.
  const keyRange = (path: Path): Range => (treeAt(tree, base) ? keyRangeAt(tree, [...base, ...path]) : head);
  return (code, message, at, options = {}) => {
    const { related } = options;
    problems.push({
      severity: options.severity ?? 'error',
      code,
      message,
      range: options.key || !treeAt(tree, [...base, ...at]) ? keyRange(at) : oneLine(tree, [...base, ...at]),
      ...(related && { related: [{ message: related.message, range: keyRange(related.path) }] }),
    });
  };
};

/** The range of a scalar; for lists and maps their key, as a caret can only stand under one line. */
const oneLine = (tree: Tree, path: Path): Range =>
  treeAt(tree, path)?.is === 'scalar' ? rangeAt(tree, path) : keyRangeAt(tree, path);
