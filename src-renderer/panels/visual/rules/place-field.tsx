import { treeAt } from '#core/text/cursor.ts';
import { type Destination, type DestinationField, followHost } from '#core/visual/destinations.ts';
import { parseInput } from '#core/visual/field-input.ts';
import { useWords } from '../../../words/words.ts';
import { SuggestField } from '../fields/suggest-field.tsx';
import { type Suggestion, useForm } from '../form-context.ts';
import { useVisual } from '../visual-context.ts';
import { useHostFacts, useKnownDestinations } from './use-known-destinations.ts';

type PlaceFieldProps = { readonly destination: Destination; readonly field: Destination['values'][number] };

/** Where a destination is, in one of its parts. What the workspace knows is offered; an empty part goes. */
export const PlaceField = ({ destination, field }: PlaceFieldProps) => {
  const { document, editable, change } = useVisual();
  const t = useWords('visual');
  const { suggest } = useForm();
  const { path: at, values, words, kept } = destination;
  const known = useKnownDestinations(values.find(isHost)?.value ?? '');
  const facts = useHostFacts();
  const path = [...at, ...field.path];
  const tree = document.tree && treeAt(document.tree, path);
  const judge = (typed: string): string | undefined => {
    if (typed.trim() === '') return undefined;
    const read = parseInput(field.schema, typed, field.label);
    return read.ok ? undefined : read.message;
  };
  const write = (typed: string, final: boolean): boolean => {
    const join = `place ${JSON.stringify(path)}`;
    // Whoever empties a field usually writes another name next.
    if (typed.trim() === '')
      return final && change(t('to.removePart', { part: field.label, name: words }), [{ do: 'remove', path }], join);
    const read = parseInput(field.schema, typed, field.label);
    if (!read.ok) return false;
    const namespace = values.find(({ label }) => label === 'namespace')?.value ?? '';
    const rest = isHost(field) ? followHost(destination, facts.of(typed.trim(), namespace)) : [];
    return change(
      t('to.changePart', { part: field.label, name: words }),
      [{ do: 'set', path, value: read.value }, ...rest],
      join,
    );
  };
  const names = async (): Promise<readonly Suggestion[]> => {
    const learnt = isHost(field) ? facts.learn() : undefined;
    const own = known(field.label);
    const named = tree === undefined ? [] : await suggest(path);
    await learnt;
    return [...named, ...own.filter((one) => named.every(({ value }) => value !== one)).map((value) => ({ value }))];
  };
  return (
    <span className={`place-field ${sizeOf(field)}`}>
      <span aria-hidden="true">{field.label}</span>
      <SuggestField
        slot={{
          schema: field.schema,
          path,
          name: t('to.partOf', { part: field.label, name: words }),
          ...(tree && { tree }),
        }}
        written={field.value}
        editable={editable && kept === undefined}
        judge={judge}
        write={write}
        names={names}
      />
    </span>
  );
};

const isHost = ({ label }: DestinationField): boolean => /^(host|service)$/.test(label);

const sizeOf = (field: DestinationField): string => (isHost(field) ? 'wide' : /port/.test(field.label) ? 'narrow' : '');
