import type { ConvertTarget, NewDocument, RouteKind } from '#core/convert/answers.ts';
import { insertBehind, removeDocument, replaceDocument } from '#core/edit/document-edits.ts';
import { applyEdits, type FileEdit, type TextEdit } from '#core/edit/text-edit.ts';
import { removeAt } from '#core/edit/yaml-edits.ts';
import { groupOf } from '#core/resource/resource.ts';
import type { Place } from '#core/text/diagnostic.ts';
import { guessIdentity } from '#core/text/guess-identity.ts';
import { indexLines, positionAt } from '#core/text/position.ts';
import type { Path } from '#core/text/tree.ts';
import { chunksOf, resourcesIn, type VisualDocument } from '#core/visual/document.ts';
import type { Say } from '../../words/words.ts';

/** Where the new documents go, and whether the old one stays. `file`: the name of a new file; absent: behind the old one. */
export type Destination = { readonly file?: string; readonly remove: boolean };

/** A resource of a file, as a conversion was asked for it. */
export type Source = {
  readonly file: string;
  readonly index: number;
  readonly root: Path;
  readonly target: ConvertTarget;
};

export const sourceOf = (file: string, document: VisualDocument): Source => ({
  file,
  index: document.index,
  root: document.root,
  target: {
    group: groupOf(document),
    kind: document.kind,
    namespace: document.namespace,
    name: document.name,
  },
});

type Plan =
  | {
      readonly ok: true;
      readonly edits: readonly FileEdit[];
      /** What undo calls it. */
      readonly label: string;
      /** Where the new documents begin afterwards. */
      readonly place: Place;
    }
  | { readonly ok: false; readonly message: string };

/**
 * The edits that put new documents where they are to go: of the old file at most one step, and of a new file its whole text. `texts` are
 * those of all files. Refused where the name is taken or the old document is another one by now.
 */
export const planConversion = (
  t: Say<'visual'>,
  texts: ReadonlyMap<string, string>,
  source: Source,
  { to, text }: { readonly to: RouteKind; readonly text: string },
  { file, remove }: Destination,
): Plan => {
  const { target } = source;
  const refusal = file === undefined ? undefined : refusalOfName(t, file, [...texts.keys()]);
  if (refusal !== undefined) return { ok: false, message: refusal };
  const before = texts.get(source.file);
  // Instead of the old document, or behind it.
  const added = source.index + (remove && source.root.length === 0 ? 0 : 1);
  const own =
    before === undefined ? undefined : ownEdits(before, source, file === undefined ? text : undefined, remove);
  if (own === undefined) {
    return {
      ok: false,
      message: t('convert.moved', { kind: target.kind, name: target.name, file: source.file }),
    };
  }
  return {
    ok: true,
    label: t('convert.step', { kind: target.kind, name: target.name, to }),
    edits: [
      ...(file === undefined ? [] : [{ file, edits: [{ range: [0, 0] as const, text }] }]),
      ...(own.length === 0 ? [] : [{ file: source.file, edits: own }]),
    ],
    place: file === undefined ? placeOf(source.file, applyEdits(before ?? '', own), added) : placeOf(file, text, 0),
  };
};

/** The first line of a document. */
const placeOf = (file: string, text: string, index: number): Place => {
  const chunk = chunksOf(text)[index];
  const at = chunk === undefined ? 0 : chunk.start + Math.max(0, chunk.text.search(/^\w/m));
  return { file, range: [at, at], ...positionAt(indexLines(text), at) };
};

const ownEdits = (
  text: string,
  { index, root, target }: Source,
  added: string | undefined,
  remove: boolean,
): readonly TextEdit[] | undefined => {
  const chunk = chunksOf(text)[index];
  const documents = chunk === undefined ? [] : resourcesIn(chunk);
  const document = documents.find((one) => one.root.join() === root.join());
  if (chunk === undefined || document?.tree === undefined || !isThis(document, target)) return undefined;
  const behind = added === undefined ? [] : [insertBehind(text, index, added)];
  if (!remove) return known(behind);
  if (root.length === 0) {
    return known([added === undefined ? removeDocument(text, index) : replaceDocument(text, index, added)]);
  }
  // One of a list: the others stay.
  const gone = removeAt({ text: chunk.text, tree: document.tree }, root);
  return known([
    ...(gone ?? [undefined]).map(
      (one) => one && { ...one, range: [one.range[0] + chunk.start, one.range[1] + chunk.start] as const },
    ),
    ...behind,
  ]);
};

const known = (edits: readonly (TextEdit | undefined)[]): readonly TextEdit[] | undefined =>
  edits.every((one) => one !== undefined) ? edits : undefined;

const isThis = (document: VisualDocument, { kind, namespace, name }: ConvertTarget): boolean =>
  document.kind === kind && document.namespace === namespace && document.name === name;

/** The name as it is used: with an ending, without blanks around it. */
export const fullName = (written: string): string => {
  const name = written.trim();
  return name === '' || /\.ya?ml$/i.test(name) ? name : `${name}.yaml`;
};

/** Why a new file cannot be called so; undefined where it can. */
export const refusalOfName = (t: Say<'visual'>, written: string, taken: readonly string[]): string | undefined => {
  const name = fullName(written);
  if (name === '') return t('convert.noName');
  if (/^[/\\]|^[a-z]:|\\/i.test(name) || name.split('/').some((part) => /^\.{0,2}$/.test(part)))
    return t('convert.outside', { name });
  // Some file systems take both for one.
  const there = taken.find((one) => one.toLowerCase() === name.toLowerCase());
  return there === undefined ? undefined : t('convert.taken', { name: there });
};

/** A name that is free, beside the old file. */
export const proposeName = (
  t: Say<'visual'>,
  { file, target }: Source,
  to: RouteKind,
  taken: readonly string[],
): string => {
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  const stem = `${folder}${target.name.replaceAll(/[^\w.-]+/g, '-')}-${to.toLowerCase()}`;
  for (let count = 1; ; count++) {
    const name = count === 1 ? `${stem}.yaml` : `${stem}-${count}.yaml`;
    if (refusalOfName(t, name, taken) === undefined || count > taken.length + 1) return name;
  }
};

/** What would be there twice afterwards: a resource of the same name, or two routes that answer the same; undefined where nothing would. */
export const sayDoubled = (
  t: Say<'visual'>,
  documents: readonly NewDocument[],
  { target }: Source,
  texts: ReadonlyMap<string, string>,
  remove: boolean,
): string | undefined => {
  const wanted = new Map(documents.map((one) => [`${groupOf(one)} ${one.kind} ${one.namespace}/${one.name}`, one]));
  for (const [file, text] of texts) {
    for (const chunk of chunksOf(text)) {
      const { kind, namespace = 'default', name } = guessIdentity(chunk.text);
      const apiVersion = /^apiVersion:[ \t]*["']?([^\s"']*)/m.exec(chunk.text)?.[1] ?? '';
      const same = wanted.get(`${groupOf({ apiVersion })} ${kind} ${namespace}/${name}`);
      if (same !== undefined)
        return t('convert.twice', { kind: same.kind, name: `${same.namespace}/${same.name}`, file });
    }
  }
  return remove ? undefined : t('convert.both', { kind: target.kind });
};

/** Comments are no part of what is converted: they would go with the original. Undefined where it has none. */
export const sayComments = (
  t: Say<'visual'>,
  { file, index, root }: Source,
  texts: ReadonlyMap<string, string>,
  remove: boolean,
): string | undefined => {
  const text = texts.get(file);
  const edit = remove && text !== undefined && root.length === 0 ? removeDocument(text, index) : undefined;
  const count = edit && text !== undefined ? commentsIn(text.slice(...edit.range)) - commentsIn(edit.text) : 0;
  if (count <= 0) return undefined;
  return t('convert.comments', { count });
};

const commentsIn = (text: string): number => text.split('\n').filter((line) => /(^|\s)#/.test(line)).length;
