import { appendDocument } from '../../edit/append-document.ts';
import type { EditedDocument } from '../../edit/find-node.ts';
import { differenceOf, type FileEdit, type TextEdit } from '../../edit/text-edit.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Diagnostic } from '../../text/diagnostic.ts';
import type { YamlDocument } from '../../text/document.ts';
import type { Path, Tree } from '../../text/tree.ts';
import type { Fix } from '../answers.ts';
import { type DocumentPlace, placeInDocument } from '../place-in-document.ts';
import type { Workspace } from '../workspace.ts';

/** What a fix is made from: the finding, where it stands, and everything else there is. */
export type FixContext = DocumentPlace & {
  readonly workspace: Workspace;
  readonly diagnostic: Diagnostic;
  readonly tree: Tree;
};

/** Remedies for a finding. Each edit has been read back by the primitives that made it; where none can be made there is no fix. */
export type Fixer = (context: FixContext) => readonly Fix[];

/** The text and tree that the primitives of `core/edit` edit. */
export const edited = ({ document, tree }: Pick<FixContext, 'document' | 'tree'>): EditedDocument => ({
  text: document.parsed.text,
  tree,
});

/** A fix by edits of the finding's own document; none where the edits could not be made. */
export const fixHere = (
  { document }: Pick<FixContext, 'document'>,
  title: string,
  edits: readonly TextEdit[] | undefined,
  preferred = false,
): readonly Fix[] => (edits && edits.length > 0 ? [{ title, preferred, edits: [placed(document, edits)] }] : []);

/** Edits of a document as edits of its file. */
export const placed = ({ file, start }: YamlDocument, edits: readonly TextEdit[]): FileEdit => ({
  file,
  edits: edits.map(({ range, text }) => ({ range: [range[0] + start, range[1] + start], text })),
});

/** The document of another resource, and the path to it there, to be edited too. */
export const documentOf = (
  workspace: Workspace,
  resource: Resource,
): { readonly document: YamlDocument; readonly tree: Tree; readonly prefix: Path } | undefined => {
  const found = placeInDocument(workspace, resource.keyAt(['metadata', 'name']));
  return found?.tree && found.name === resource.name
    ? { document: found.document, tree: found.tree, prefix: found.prefix }
    : undefined;
};

/** One more document at the end of a file, which is made where it is not there. */
export const newDocument = ({ files }: Workspace, file: string, text: string): FileEdit => {
  const before = files.find(({ source }) => source.file === file)?.source.text ?? '';
  return { file, edits: [differenceOf(before, appendDocument(before, text))] };
};

/** What the finding points at, as it is written. */
export const valueAt = ({ tree, path }: Pick<FixContext, 'tree' | 'path'>): Tree | undefined => {
  let at: Tree | undefined = tree;
  for (const step of path) {
    if (at?.is === 'map') at = at.entries.find(({ key }) => key === String(step))?.value;
    else at = at?.is === 'list' ? at.items[Number(step)] : undefined;
  }
  return at;
};

/** The text of a scalar as written; empty for anything else. */
export const writtenAt = (context: Pick<FixContext, 'tree' | 'path'>): string => {
  const value = valueAt(context);
  return value?.is === 'scalar' ? value.source : '';
};
