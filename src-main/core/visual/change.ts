import type { Plain } from '../edit/render.ts';
import { applyEdits } from '../edit/text-edit.ts';
import { insertItem, moveItem, removeAt, renameKey, setValue } from '../edit/yaml-edits.ts';
import type { Result } from '../failure.ts';
import { parseText } from '../text/document.ts';
import type { Path } from '../text/tree.ts';
import { chunksOf } from './document.ts';

/**
 * What a form, a drag or a slider does to a document. Paths count from the document's root. `set` makes what is missing on the way, a new
 * key behind `after` or at the end; `insert` copies the lines of the item `like`, where that has the value; `remove` takes maps and lists that would be empty along; `move` is of items of the list at `path`.
 */
export type Change =
  | { readonly do: 'set'; readonly path: Path; readonly value: Plain; readonly after?: string }
  | { readonly do: 'remove'; readonly path: Path }
  | {
      readonly do: 'insert';
      readonly path: Path;
      readonly index: number;
      readonly value: Plain;
      readonly like?: number;
    }
  | { readonly do: 'move'; readonly path: Path; readonly from: number; readonly to: number }
  | { readonly do: 'rename'; readonly path: Path; readonly key: string };

/**
 * The text of the file after the changes, which are done one after another to the document with this index: all of them, or a failure
 * that says which place cannot be changed without harm (an alias, an anchor, a tag, a comment in the way) and nothing is done.
 */
export const changeDocument = (text: string, document: number, changes: readonly Change[]): Result<string> => {
  const chunk = chunksOf(text)[document];
  if (!chunk) return refused('visual/no-document', 'this document is gone; choose another one');
  let now = chunk.text;
  for (const change of changes) {
    const { tree, problems } = parseText(now);
    const problem = problems.find(({ severity }) => severity === 'error');
    if (!tree || problem)
      return refused(
        'visual/not-yaml',
        `this document is not valid YAML: ${problem?.message ?? 'it is empty'}; mend it in the text first`,
      );
    const edits = editsOf({ text: now, tree }, change);
    if (!edits)
      return refused(
        'visual/not-safe',
        `"${sayPath(change.path)}" cannot be changed here without touching more than this place, because it is written with an anchor, an alias or a tag, or holds comments; change it in the text`,
      );
    now = applyEdits(now, edits);
  }
  return { ok: true, value: text.slice(0, chunk.start) + now + text.slice(chunk.start + chunk.text.length) };
};

const editsOf = (document: Parameters<typeof setValue>[0], change: Change): ReturnType<typeof setValue> => {
  switch (change.do) {
    case 'set':
      return setValue(document, change.path, change.value, change.after === undefined ? {} : { after: change.after });
    case 'remove':
      return removeAt(document, change.path);
    case 'insert':
      return insertItem(document, change.path, change.index, change.value, change.like);
    case 'move':
      return change.from === change.to ? [] : moveItem(document, change.path, change.from, change.to);
    case 'rename':
      return renameKey(document, change.path, change.key);
  }
};

/** `spec.http[0].match` */
export const sayPath = (path: Path): string =>
  path.map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`)).join('');

const refused = (code: string, message: string): Result<never> => ({ ok: false, failure: { code, message } });
