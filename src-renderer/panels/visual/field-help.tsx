import { wholeSchema } from '#core/complete/whole-schema.ts';
import { fieldAt } from '#core/schema/fields.ts';
import type { Field } from '#core/schema/schema.ts';
import type { Path } from '#core/text/tree.ts';
import type { VisualDocument } from '#core/visual/document.ts';
import { shapeOf } from './fields/words.ts';

type FieldHelpProps = { readonly document: VisualDocument; readonly path: Path | undefined };

/** What is declared about the field in which somebody is: at the lower edge, where it moves nothing. */
export const FieldHelp = ({ document, path }: FieldHelpProps) => {
  const found = path && nearestField(document, path);
  if (found === undefined) return null;
  const { name, field } = found;
  const shape = shapeOf(field.schema);
  return (
    <aside className="field-help" aria-label="about this field">
      <p>
        <strong className="mono">{name}</strong> {field.doc}
        {field.default !== undefined && (
          <>
            {' '}
            <span className="help-part">Default: {field.default}.</span>
          </>
        )}
        {shape !== '' && <span className="help-part"> {sentence(shape)}</span>}
        {field.fidelity !== 'exact' && (
          <span className="help-part">
            {' '}
            {sentence(`${fidelityWords[field.fidelity]}${field.note === undefined ? '' : `: ${field.note}`}`)}
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

const fidelityWords = {
  approximated: 'approximated here',
  ignored: 'ignored here',
  mesh: 'needs a mesh',
  planned: 'not acted on yet',
} as const;

const sentence = (words: string): string =>
  `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? '' : '.'}`;
