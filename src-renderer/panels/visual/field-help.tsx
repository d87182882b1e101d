import { wholeSchema } from '#core/complete/whole-schema.ts';
import { fieldAt } from '#core/schema/fields.ts';
import type { Field } from '#core/schema/schema.ts';
import type { Path } from '#core/text/tree.ts';
import type { VisualDocument } from '#core/visual/document.ts';
import { rich } from '../../words/rich.ts';
import { useWords } from '../../words/words.ts';
import { shapeOf } from './fields/words.ts';

type FieldHelpProps = { readonly document: VisualDocument; readonly path: Path | undefined };

/** What is declared about the field in which somebody is: at the lower edge, where it moves nothing. */
export const FieldHelp = ({ document, path }: FieldHelpProps) => {
  const t = useWords('visual');
  const found = path && nearestField(document, path);
  if (found === undefined) return null;
  const { name, field } = found;
  const shape = shapeOf(t, field.schema);
  return (
    <aside className="field-help" aria-label={t('help.label')}>
      <p>
        <strong className="mono">{name}</strong> <span lang="en">{field.doc}</span>
        {field.default !== undefined && (
          <>
            {' '}
            <span className="help-part">
              {rich(t('help.default'), { value: <span lang="en">{field.default}</span> })}
            </span>
          </>
        )}
        {shape !== '' && <span className="help-part"> {sentence(shape)}</span>}
        {field.fidelity !== 'exact' && (
          <span className="help-part">
            {' '}
            {rich(
              sentence(
                field.note === undefined
                  ? t(`fidelity.${field.fidelity}`)
                  : t('field.approximatedWhy', { words: t(`fidelity.${field.fidelity}`), note: '<note/>' }),
              ),
              { note: <span lang="en">{field.note}</span> },
            )}
          </span>
        )}
      </p>
    </aside>
  );
};

/** The field at a path, or for an item the field that it belongs to. */
const nearestField = (
  { declared, root }: VisualDocument,
  path: Path,
): { readonly name: string; readonly field: Field } | undefined => {
  if (declared === undefined) return undefined;
  const schema = wholeSchema(declared);
  for (let length = path.length; length > root.length; length -= 1) {
    const field = fieldAt(schema, path.slice(root.length, length));
    if (field !== undefined) return { name: String(path[length - 1]), field };
  }
  return undefined;
};

const sentence = (words: string): string =>
  `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? '' : /\p{Script=Han}/u.test(words) ? '。' : '.'}`;
