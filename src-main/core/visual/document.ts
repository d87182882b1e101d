import { findKind } from '../resource/index.ts';
import { type ActedKind, apiVersionsOf } from '../resource/kind.ts';
import { entryOf, treeAt } from '../text/cursor.ts';
import { parseText } from '../text/document.ts';
import { splitDocuments } from '../text/split-documents.ts';
import type { Path, Tree } from '../text/tree.ts';

/**
 * One resource of a file as forms see it: its text, its tree, and what is declared about its kind. Made from the text alone, so that a form
 * always shows what is written, saved or not, valid or not.
 */
export type VisualDocument = {
  /** Counts the documents of the file from 0. */
  readonly index: number;
  /** The offset of `text` in the file; ranges of the tree count from there. */
  readonly start: number;
  readonly text: string;
  /** Absent: the text is not YAML, as `problem` says. */
  readonly tree?: Tree;
  readonly problem?: string;
  /** Where the resource stands in the document: empty, or `['items', 0]` in a `kind: List`. */
  readonly root: Path;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Absent for kinds that nothing is known about. */
  readonly declared?: ActedKind;
};

/** The resources of a file's text in order, without their trees being read: cheap enough for every keystroke. */
export type DocumentChunk = { readonly index: number; readonly start: number; readonly text: string };

export const chunksOf = (text: string): readonly DocumentChunk[] =>
  splitDocuments(text).map((chunk, index) => ({ ...chunk, index }));

/** The resources in one document: several where it is a `kind: List`, else one. */
export const resourcesIn = ({ index, start, text }: DocumentChunk): readonly VisualDocument[] => {
  const { tree, problems } = parseText(text);
  const problem = problems.find(({ severity }) => severity === 'error')?.message;
  const at = { index, start, text, ...(tree && { tree }), ...(problem !== undefined && { problem }) };
  const items = scalarAt(tree, ['kind']) === 'List' ? treeAt(tree as Tree, ['items']) : undefined;
  const roots: readonly Path[] = items?.is === 'list' ? items.items.map((_, i) => ['items', i]) : [[]];
  return roots.map((root) => {
    const apiVersion = scalarAt(tree, [...root, 'apiVersion']);
    const kind = scalarAt(tree, [...root, 'kind']);
    const slash = apiVersion.indexOf('/');
    const known = findKind(slash < 0 ? '' : apiVersion.slice(0, slash), kind);
    const declared = known?.is === 'acted' && apiVersionsOf(known).includes(apiVersion) ? known : undefined;
    return {
      ...at,
      root,
      apiVersion,
      kind,
      namespace: scalarAt(tree, [...root, 'metadata', 'namespace']) || 'default',
      name: scalarAt(tree, [...root, 'metadata', 'name']),
      ...(declared && { declared }),
    };
  });
};

/** The resource in which an offset of the file stands; that of the nearest document before it where it is between two. */
export const resourceAtOffset = (text: string, offset: number): VisualDocument | undefined => {
  const chunks = chunksOf(text);
  const chunk = chunks.findLast(({ start }) => start <= offset) ?? chunks[0];
  if (!chunk) return undefined;
  const all = resourcesIn(chunk);
  const local = offset - chunk.start;
  return (
    all.findLast(({ tree, root }) => tree && root.length > 0 && (treeAt(tree, root)?.range[0] ?? 0) <= local) ?? all[0]
  );
};

const scalarAt = (tree: Tree | undefined, path: Path): string => {
  let at = tree;
  for (const step of path)
    at = typeof step === 'number' ? (at?.is === 'list' ? at.items[step] : undefined) : entryOf(at, step)?.value;
  return at?.is === 'scalar' && at.value !== null ? String(at.value) : '';
};
