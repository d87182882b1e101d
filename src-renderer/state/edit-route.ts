import { plainOf } from '#core/edit/model.ts';
import { isMap } from '#core/edit/render.ts';
import type { Failure, Result } from '#core/failure.ts';
import type { Origin } from '#core/route/table.ts';
import { treeAt } from '#core/text/cursor.ts';
import type { Path, Tree } from '#core/text/tree.ts';
import { type Change, changeDocument } from '#core/visual/change.ts';
import { chunksOf, resourcesIn, type VisualDocument } from '#core/visual/document.ts';
import { type Say, sayIn } from '../words/words.ts';
import { type FilesStore, textOf } from './files.ts';

/** The rule that a route comes from, in the text as it is now: an item of a list of its resource. */
export type Rule = {
  readonly document: VisualDocument;
  readonly list: Path;
  readonly index: number;
  /** How many rules the list has. */
  readonly count: number;
  readonly tree: Tree;
  /** Where the rule has several matches: the list of them, and the one of the route. */
  readonly match?: { readonly list: Path; readonly index: number; readonly count: number };
};

const rulePath = /^spec\.(http|tls|tcp|rules)\[(\d+)\](?:\.(match|matches)\[(\d+)\]|\.http\.paths\[(\d+)\])?/;

/** Whether rules of this kind are tried in the order in which they are written, so that moving one means something. */
export const isOrdered = ({ kind, path }: Origin): boolean =>
  rulePath.test(path) && ['VirtualService', 'HTTPRoute', 'GRPCRoute'].includes(kind);

/** The path of the same route when its rule stands at another index. */
export const pathAfterMove = (path: string, to: number): string => path.replace(/\[\d+\]/, `[${to}]`);

/** Finds a rule by the name of its resource and its path, wherever its text has moved to. Undefined where it is gone. */
export const findRule = (text: string, origin: Origin, path: string): Rule | undefined => {
  const found = rulePath.exec(path);
  const document = found && resourceNamed(text, origin);
  if (!found || !document?.tree) return undefined;
  const [, lists = '', number, matches, match, ingressPath] = found;
  const outer: Path = [...document.root, 'spec', lists];
  const list: Path = ingressPath === undefined ? outer : [...outer, Number(number), 'http', 'paths'];
  const index = Number(ingressPath ?? number);
  const rules = treeAt(document.tree, list);
  const tree = rules?.is === 'list' ? rules.items[index] : undefined;
  if (rules?.is !== 'list' || !tree) return undefined;
  const own: Path = [...list, index, matches ?? ''];
  const all = matches === undefined ? undefined : treeAt(document.tree, own);
  const several = all?.is === 'list' && all.items.length > 1;
  return {
    document,
    list,
    index,
    count: rules.items.length,
    tree,
    ...(several && { match: { list: own, index: Number(match), count: all.items.length } }),
  };
};

/** The resource of this name, most often where it was. */
export const resourceNamed = (text: string, { kind, namespace, name, place }: Origin): VisualDocument | undefined => {
  const chunks = chunksOf(text);
  const isIt = (one: VisualDocument) => one.kind === kind && one.namespace === namespace && one.name === name;
  // Most often it is where it was.
  const near = chunks.findLast(({ start }) => start <= place.range[0]);
  for (const chunk of near ? [near, ...chunks.filter((one) => one !== near)] : chunks) {
    const found = resourcesIn(chunk).find(isIt);
    if (found) return found;
  }
  return undefined;
};

export type RuleEdit = 'up' | 'down' | 'duplicate' | 'remove' | 'remove-match';

/** What was done, in words for those who cannot see it, and where the rule stands now. */
export type RuleEdited = { readonly said: string; readonly index: number };

/** Changes the rule of a route in its file, as one step of undo. */
export const editRule = (files: FilesStore, origin: Origin, path: string, edit: RuleEdit): Result<RuleEdited> => {
  const { file } = origin.place;
  const t = sayIn(files.words, 'store');
  const open = files.getState().files.find((one) => one.file === file);
  const rule = open && findRule(textOf(open), origin, path);
  if (!open || !rule) return refused('routes/gone', t('rule.gone'));
  if (open.disk?.writable === false) return refused('routes/read-only', t('readOnlyCopy', { file }));
  const meant = meaningOf(t, rule, edit);
  if (!('changes' in meant)) return { ok: false, failure: meant };
  const result = changeDocument(textOf(open), rule.document.index, meant.changes);
  if (!result.ok) return result;
  files.edit(file, result.value, { label: meant.label });
  return { ok: true, value: { said: meant.said, index: meant.index } };
};

type Meaning = {
  readonly changes: readonly Change[];
  readonly label: () => string;
  readonly said: string;
  readonly index: number;
};

const meaningOf = (t: Say<'store'>, { list, index, count, tree, match }: Rule, edit: RuleEdit): Meaning | Failure => {
  const number = index + 1;
  switch (edit) {
    case 'up':
    case 'down': {
      const to = edit === 'up' ? index - 1 : index + 1;
      if (to < 0) return stays(t('rule.first'));
      if (to >= count) return stays(t('rule.last'));
      return {
        changes: [{ do: 'move', path: list, from: index, to }],
        label: () => t(`rule.move.${edit}`, { number }),
        said: t(`rule.moved.${edit}`, { to: to + 1, count }),
        index: to,
      };
    }
    case 'duplicate': {
      const value = plainOf(tree);
      // Names of rules are unique in their resource.
      const copy = isMap(value) ? Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'name')) : value;
      return {
        changes: [{ do: 'insert', path: list, index: index + 1, value: copy, like: index }],
        label: () => t('rule.duplicate', { number }),
        said: t('rule.duplicated', { number, copy: number + 1, count: count + 1 }),
        index: index + 1,
      };
    }
    case 'remove':
      if (count < 2) return stays(t('rule.only'));
      return {
        changes: [{ do: 'remove', path: [...list, index] }],
        label: () => t('rule.remove', { number }),
        said: t('rule.removed', { number, count: count - 1 }),
        index,
      };
    case 'remove-match':
      if (!match) return stays(t('rule.onlyMatch'));
      return {
        changes: [{ do: 'remove', path: [...match.list, match.index] }],
        label: () => t('rule.removeMatch', { match: match.index + 1, number }),
        said: t('rule.removedMatch', { match: match.index + 1, count: match.count - 1 }),
        index,
      };
  }
};

const stays = (message: string): Failure => ({ code: 'routes/stays', message });
const refused = (code: string, message: string): Result<never> => ({ ok: false, failure: { code, message } });
