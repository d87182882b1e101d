import { servedBy } from '../resource/local/local-service.ts';
import { treeAt } from '../text/cursor.ts';
import { parseText } from '../text/document.ts';
import type { Path, Tree } from '../text/tree.ts';
import type { EditedDocument } from './find-node.ts';
import { isSame, plainOf } from './model.ts';
import type { Plain } from './render.ts';
import { applyEdits } from './text-edit.ts';
import { type Edits, insertItem, removeAt, renameKey, setValue } from './yaml-edits.ts';

export type By = (typeof servedBy)[number];
export type Served = { readonly by: By; readonly value: Plain };

/** Which part of a LocalService is meant: everything, one port, or the endpoints with these labels. */
export type Part = {
  readonly port?: number;
  readonly labels?: Readonly<Record<string, string>>;
  /** One more endpoint, whatever is there. */
  readonly beside?: true;
};

/**
 * The text of the document with that part served by this; undefined where it is not valid YAML or no edit surely does it. `home` leads
 * to the resource: empty, or into the items of a `List`.
 */
export const withServed = (text: string, home: Path, part: Part, served: Served): string | undefined => {
  const { port, labels, beside } = part;
  const document = read(text);
  if (document === undefined) return undefined;
  const [spec, endpoints, inPorts] = [
    [...home, 'spec'],
    [...home, 'spec', 'endpoints'],
    [...home, 'spec', 'ports'],
  ];
  const list = itemsOf(document.tree, endpoints);
  if (labels !== undefined || beside) {
    const at = beside ? -1 : list.findIndex((item) => isOf(item, part));
    if (at >= 0) return set(document, [...endpoints, at], served);
    return apply(document, insertItem(document, endpoints, list.length, endpointOf(part, served)));
  }
  if (port !== undefined) {
    const ports = itemsOf(document.tree, inPorts);
    const at = ports.findIndex((item) => numberAt(item, 'port') === port);
    if (at >= 0) return set(document, [...inPorts, at], served);
    const item = { port, [served.by]: served.value };
    return apply(document, insertItem(document, inPorts, ports.length, item));
  }
  // What had no labels served everything until now, and gives way.
  const others = list.flatMap((item, at) => (isOf(item, {}) ? [at] : []));
  const [only] = others;
  if (only !== undefined && others.length === 1 && choiceAt(document.tree, spec) === undefined)
    return set(document, [...endpoints, only], served);
  const bound = set(document, spec, served);
  return others.reduceRight<string | undefined>((now, at) => without(now, [...endpoints, at]), bound);
};

/**
 * The text of the document without what serves that part. `nothing`: then nothing would serve the service, so that the document may go.
 * `absent`: there is no such part.
 */
export const withoutServed = (
  text: string,
  home: Path,
  { port, labels }: Part,
): string | 'nothing' | 'absent' | undefined => {
  const document = read(text);
  if (document === undefined) return undefined;
  const listed = [...home, 'spec', labels === undefined ? 'ports' : 'endpoints'];
  const fits = (item: Tree) =>
    labels === undefined ? numberAt(item, 'port') === port : isOf(item, { labels, ...(port && { port }) });
  const found = itemsOf(document.tree, listed).flatMap((item, at) => (fits(item) ? [at] : []));
  if (found.length === 0) return 'absent';
  const kept = servedBy.some((by) => treeAt(document.tree, [...home, 'spec', by]));
  const items = (key: string) => itemsOf(document.tree, [...home, 'spec', key]).length;
  if (!kept && items('ports') + items('endpoints') === found.length) return 'nothing';
  return found.reduceRight<string | undefined>((now, at) => without(now, [...listed, at]), text);
};

/** The text of the document without one item of a `List`, with the comments above it; undefined where no edit surely does it. */
export const withoutItem = (text: string, home: Path): string | undefined => without(text, home);

export const endpointOf = ({ port, labels }: Part, { by, value }: Served): { readonly [key: string]: Plain } => ({
  [by]: value,
  ...(labels === undefined ? {} : { labels }),
  ...(port === undefined ? {} : { port }),
});

const read = (text: string): EditedDocument | undefined => {
  const { tree, problems } = parseText(text);
  return tree && !problems.some(({ severity }) => severity === 'error') ? { text, tree } : undefined;
};

const apply = ({ text }: EditedDocument, edits: Edits): string | undefined => edits && applyEdits(text, edits);

const without = (text: string | undefined, path: Path): string | undefined => {
  const document = text === undefined ? undefined : read(text);
  return document && apply(document, removeAt(document, path));
};

/** What serves becomes another thing in its place; a comment beside it stays where both are one line. */
const set = (document: EditedDocument, parent: Path, { by, value }: Served): string | undefined => {
  const now = choiceAt(document.tree, parent);
  if (now === undefined || now === by) return apply(document, setValue(document, [...parent, by], value));
  if (typeof value !== 'object' && treeAt(document.tree, [...parent, now])?.is === 'scalar') {
    const [renamed, changed] = [renameKey(document, [...parent, now], by), setValue(document, [...parent, now], value)];
    if (renamed && changed) return applyEdits(document.text, [...renamed, ...changed]);
  }
  const both = apply(document, setValue(document, [...parent, by], value, { after: now }));
  return without(both, [...parent, now]);
};

const choiceAt = (tree: Tree, parent: Path): By | undefined => servedBy.find((by) => treeAt(tree, [...parent, by]));

const itemsOf = (tree: Tree, path: Path): readonly Tree[] => {
  const list = treeAt(tree, path);
  return list?.is === 'list' ? list.items : [];
};

/** Whether an endpoint is the one for these labels and this port; none is other than some. */
const isOf = (item: Tree, { labels = {}, port }: Part): boolean => {
  const written = treeAt(item, ['labels']);
  return isSame(written ? plainOf(written) : {}, { ...labels }) && numberAt(item, 'port') === port;
};

const numberAt = (tree: Tree, key: string): number | undefined => {
  const value = treeAt(tree, [key]);
  return value?.is === 'scalar' && value.value !== null ? Number(value.value) : undefined;
};
