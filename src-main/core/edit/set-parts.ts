import { treeAt } from '../text/cursor.ts';
import { parseText } from '../text/document.ts';
import type { Path } from '../text/tree.ts';
import type { EditedDocument } from './find-node.ts';
import { dataKey, isSame, plainOf } from './model.ts';
import { isList, isMap, type Plain } from './render.ts';
import { applyEdits, differenceOf, type TextEdit } from './text-edit.ts';

type Edits = readonly TextEdit[] | undefined;
type Step = (document: EditedDocument) => Edits;

/** The edits that a map or list is changed with, part by part. */
export type PartEdits = {
  readonly set: (document: EditedDocument, path: Path, value: Plain, options?: { readonly after?: string }) => Edits;
  readonly remove: (document: EditedDocument, path: Path) => Edits;
  readonly insert: (document: EditedDocument, path: Path, index: number, value: Plain) => Edits;
  readonly move: (document: EditedDocument, path: Path, from: number, to: number) => Edits;
};

/**
 * A map or list becomes another one by changes of its parts alone: what both have stays as it is written, with its comments; an item that
 * only stands elsewhere is moved. Undefined where a part cannot be changed, and where one of the two is empty.
 */
export const setParts = (document: EditedDocument, path: Path, value: Plain, edit: PartEdits): Edits => {
  const tree = treeAt(document.tree, path);
  if (!tree || tree.is === 'scalar') return undefined;
  const now = plainOf(tree);
  if (isEmpty(now) || isEmpty(value)) return undefined;
  if (isMap(now) && isMap(value)) return done(document, mapSteps(now, value, path, edit));
  if (isList(now) && isList(value)) return done(document, listSteps(now, value, path, edit));
  return undefined;
};

/** All steps one after another, each on what the one before made of the text. */
const done = (document: EditedDocument, steps: Iterable<Step> | undefined): Edits => {
  if (!steps) return undefined;
  let now = document;
  let count = 0;
  for (const step of steps) {
    const edits = step(now);
    if (!edits) return undefined;
    if (count++ === 0 && edits.length === 0) continue;
    const text = applyEdits(now.text, edits);
    const { tree } = parseText(text);
    if (!tree) return undefined;
    now = { text, tree };
  }
  return now.text === document.text ? [] : [differenceOf(document.text, now.text)];
};

const isEmpty = (value: Plain): boolean =>
  isMap(value) ? Object.keys(value).length === 0 : isList(value) && value.length === 0;

type PlainMap = { readonly [key: string]: Plain };

const mapSteps = (now: PlainMap, value: PlainMap, path: Path, edit: PartEdits): readonly Step[] | undefined => {
  const keys = Object.keys(value);
  const changed = keys.flatMap((key, index): Step[] => {
    const next = value[key];
    if (next === undefined || (Object.hasOwn(now, key) && isSame(now[key], next))) return [];
    const after = Object.hasOwn(now, key) ? undefined : keys[index - 1];
    return [(document) => edit.set(document, [...path, key], next, after === undefined ? {} : { after })];
  });
  const gone = Object.keys(now).filter((key) => !Object.hasOwn(value, key));
  return [
    ...changed,
    ...gone.map(
      (key): Step =>
        (document) =>
          edit.remove(document, [...path, key]),
    ),
  ];
};

/** Beyond this the whole list is written anew. */
const mostSteps = 200;

const listSteps = (before: readonly Plain[], value: readonly Plain[], path: Path, edit: PartEdits) => {
  const [all, others] = [before.map(dataKey), value.map(dataKey)];
  // Where both end alike nothing is done.
  let same = 0;
  while (same < Math.min(all.length, others.length) && all.at(-1 - same) === others.at(-1 - same)) same++;
  const now = all.slice(0, all.length - same);
  const wanted = others.slice(0, others.length - same);
  const steps: Step[] = [];
  for (let at = 0; at < wanted.length; at++) {
    const key = wanted[at] ?? '';
    const next = value[at] ?? null;
    while (now[at] !== key) {
      if (steps.length >= mostSteps) return undefined;
      const own = now[at];
      const from = now.indexOf(key, at + 1);
      const to = own === undefined ? -1 : wanted.indexOf(own, at + 1);
      if (from < 0 && (own === undefined || to >= 0)) {
        steps.push((document) => edit.insert(document, path, at, next));
        now.splice(at, 0, key);
      } else if (from < 0) {
        steps.push((document) => edit.set(document, [...path, at], next));
        now[at] = key;
      } else if (to < 0) {
        steps.push((document) => edit.remove(document, [...path, at]));
        now.splice(at, 1);
      } else {
        // One that goes far down is moved by itself, not all the others up.
        const [source, target] = from === at + 1 && to < now.length ? [at, to] : [from, at];
        steps.push((document) => edit.move(document, path, source, target));
        now.splice(target, 0, ...now.splice(source, 1));
      }
    }
  }
  for (let last = now.length - 1; last >= wanted.length; last--)
    steps.push((document) => edit.remove(document, [...path, last]));
  return steps;
};
