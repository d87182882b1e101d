import { findKind } from '../resource/index.ts';
import type { ActedKind } from '../resource/kind.ts';
import type { Resource } from '../resource/resource.ts';
import { type ObjectSchema, object, type Schema } from '../schema/schema.ts';
import { entryOf, treeAt } from '../text/cursor.ts';
import type { Place, Range } from '../text/diagnostic.ts';
import type { YamlDocument } from '../text/document.ts';
import type { Path, Tree } from '../text/tree.ts';
import type { Workspace } from './workspace.ts';

/** Where in the workspace a place is: its document, the path of what stands there, and the resource around it. */
export type DocumentPlace = {
  readonly document: YamlDocument;
  /** All of the document; absent where it is no YAML. */
  readonly tree: Tree | undefined;
  /** From the root of the document to the value, or to the value of the key, that the place marks. */
  readonly path: Path;
  /** The place is that of the key. */
  readonly onKey: boolean;
  /** Leads from the root to the resource: empty, or `items` and an index in a `List`. */
  readonly prefix: Path;
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly acted?: ActedKind;
  /** The resource as it is in force; its last good version where its text has errors. */
  readonly resource?: Resource;
};

/** What stands at a place; undefined in a file that is not there. */
export const placeInDocument = (
  { files, resources }: Workspace,
  { file: name, range }: Pick<Place, 'file' | 'range'>,
): DocumentPlace | undefined => {
  const file = files.find(({ source }) => source.file === name);
  const document = file?.documents.findLast(({ start }) => start <= range[0]);
  if (!file || !document) return undefined;
  const { start, parsed } = document;
  const { tree } = parsed;
  const own: Range = [range[0] - start, range[1] - start];
  const found = tree ? pathAt(tree, own) : { path: [], onKey: false };
  const item = file.readings
    .get(parsed)
    ?.items.find(({ prefix }) => prefix.every((step, depth) => found.path[depth] === step));
  const prefix = item?.prefix ?? [];
  const body = tree && treeAt(tree, prefix);
  const kind = item?.kind || textOf(body, 'kind');
  const apiVersion = textOf(body, 'apiVersion');
  const group = item?.group || (apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '');
  const known = findKind(group, kind);
  const identity = { group, kind, namespace: item?.namespace ?? 'default', name: item?.name ?? '' };
  const resource = resources.find(
    (one) =>
      one.file === name &&
      one.kind === identity.kind &&
      one.name === identity.name &&
      one.namespace === identity.namespace &&
      one.apiVersion.startsWith(group),
  );
  return {
    document,
    tree,
    ...found,
    prefix,
    ...identity,
    ...(known?.is === 'acted' && { acted: known }),
    ...(resource && { resource }),
  };
};

const textOf = (tree: Tree | undefined, key: string): string => {
  const value = entryOf(tree, key)?.value;
  return value?.is === 'scalar' ? value.source : '';
};

/** The deepest value or key whose range holds the range; ranges count from the start of the document. */
export const pathAt = (tree: Tree, range: Range): { readonly path: Path; readonly onKey: boolean } => {
  const path: (string | number)[] = [];
  let at = tree;
  for (;;) {
    if (at.is === 'map') {
      const key = at.entries.find(({ keyRange }) => holds(keyRange, range));
      if (key) return { path: [...path, key.key], onKey: true };
      const entry = at.entries.find(({ value }) => holds(value.range, range));
      if (!entry) return { path, onKey: false };
      path.push(entry.key);
      at = entry.value;
    } else if (at.is === 'list') {
      const index = at.items.findIndex((item) => holds(item.range, range));
      const item = at.items[index];
      if (!item) return { path, onKey: false };
      path.push(index);
      at = item;
    } else return { path, onKey: false };
  }
};

const holds = (outer: Range, inner: Range): boolean => outer[0] <= inner[0] && inner[1] <= outer[1];

/** The schema of the whole document of a kind, so that paths from its root lead through it. */
export const documentSchema = (kind: ActedKind): ObjectSchema => {
  const fields = kind.body === 'spec' ? specField(kind) : kind.schema.fields;
  return object(kind.kind, fields);
};

const specField = (kind: ActedKind) => ({
  spec: { schema: kind.schema, required: false, doc: kind.doc, fidelity: 'exact' as const },
});

/** The schema of the value that a path from the root of the resource leads to; undefined for what is not declared. */
export const schemaAt = (kind: ActedKind, path: Path): Schema | undefined => {
  let at: Schema | undefined = documentSchema(kind);
  for (const step of path) {
    if (at?.is === 'object') {
      at = Object.hasOwn(at.fields, String(step)) ? at.fields[String(step)]?.schema : undefined;
    } else at = at?.is === 'list' ? at.item : at?.is === 'map' ? at.value : undefined;
    if (!at) return undefined;
  }
  return at;
};
