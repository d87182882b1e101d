import type { Failure, Result } from '#core/failure.ts';
import type { Hint } from '#core/route/hint.ts';
import { changeDocument } from '#core/visual/change.ts';
import { type Say, sayIn } from '../words/words.ts';
import { resourceNamed } from './edit-route.ts';
import { textOf } from './files.ts';
import type { Stores } from './stores.ts';

/** `prefix "/files/"`: what the button of a hint writes. Undefined where it is not known how. */
export const sayWrite = ({ match, write }: Hint): string | undefined =>
  match && write ? `${match.type} "${match.value}"` : undefined;

/** Writes the condition that a hint offers into its rule, as one step of undo, and shows the line. */
export const writeHint = (
  { files, draft, navigation }: Pick<Stores, 'files' | 'draft' | 'navigation'>,
  hint: Hint,
): Result<null> => {
  const { origin, place = origin?.place, write = [] } = hint;
  const t = sayIn(files.words, 'store');
  const open = files.getState().files.find(({ file }) => file === origin?.place.file);
  if (origin === undefined || place === undefined || open === undefined) return refused('explain/gone', t('hint.gone'));
  const { file } = open;
  if (open.disk?.writable === false) return refused('explain/read-only', t('readOnly', { file }));
  const text = textOf(open);
  const document = draft.getState().texts.get(file) === text ? resourceNamed(text, origin) : undefined;
  if (document === undefined) return refused('explain/behind', t('hint.behind'));
  const changes = write.map(({ path, value }) => ({ do: 'set', path: [...document.root, ...path], value }) as const);
  const changed = changeDocument(text, document.index, changes);
  if (!changed.ok) return changed;
  files.edit(file, changed.value, { label: () => labelOf(t, sayWrite(hint)) });
  navigation.reveal(place);
  return { ok: true, value: null };
};

const labelOf = (t: Say<'store'>, condition: string | undefined): string =>
  condition === undefined ? t('hint.writeCondition') : t('hint.write', { condition });

const refused = (code: string, message: string): { readonly ok: false; readonly failure: Failure } => ({
  ok: false,
  failure: { code, message },
});
