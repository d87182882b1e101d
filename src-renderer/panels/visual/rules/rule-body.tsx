import type { ObjectSchema } from '#core/schema/schema.ts';
import { entryOf, treeAt } from '#core/text/cursor.ts';
import { subjectOf } from '#core/visual/condition-words.ts';
import { newValue } from '#core/visual/field-new-value.ts';
import { emptyDestinations, type RuleShape, type RuleSummary } from '#core/visual/rules.ts';
import { Segmented } from '../../../ui/segmented.tsx';
import { useWords } from '../../../words/words.ts';
import { FieldsOf } from '../fields/fields-of.tsx';
import { Findings } from '../fields/findings.tsx';
import { SlotForm } from '../fields/slot-form.tsx';
import { useVisual } from '../visual-context.ts';
import type { Slot } from '../widget.ts';
import { DestinationList } from './destination-list.tsx';
import { MatchBuilder } from './match-builder.tsx';
import { groupsOf } from './rule-groups.ts';

type RuleBodyProps = { readonly summary: RuleSummary; readonly shape: RuleShape };

/** Everything of one rule: which requests, what happens to them, and whatever else may be written in it. */
export const RuleBody = ({ summary, shape }: RuleBodyProps) => {
  const { document, findingsAt } = useVisual();
  const t = useWords('visual');
  const { path, instead } = summary;
  const tree = document.tree && treeAt(document.tree, path);
  const { item, matches, destinations, nested, inline } = shape;
  const own = new Set([
    ...(matches ? [matches.field] : []),
    ...(destinations ? [destinations.field] : []),
    ...(nested ? nested.path.slice(0, 1).map(String) : []),
    ...shape.instead,
    ...inline.flatMap((name) => [name, `${name}Type`]),
  ]);
  const declared = Object.keys(item.fields);
  const isWritten = (name: string) => entryOf(tree, name) !== undefined;
  const unknown = tree?.is === 'map' ? tree.entries.map(({ key }) => key).filter((key) => !declared.includes(key)) : [];
  const inside = [...path, ...(nested?.path ?? [])];
  const insideTree = document.tree && treeAt(document.tree, inside);
  const groups = groupsOf(declared.filter((name) => !own.has(name)));
  const slot: Slot = { schema: item, path, name: t('rule.theRule'), ...(tree && { tree }) };
  return (
    <div className="rule-body">
      <Findings found={[path, ...[...own].map((name) => [...path, name])].flatMap((at) => findingsAt(at))} />
      {(matches || inline.length > 0) && (
        <section aria-label={t('body.whichLabel')}>
          <h4>{t('body.which')}</h4>
          <MatchBuilder rule={path} shape={shape} />
        </section>
      )}
      {(destinations || shape.instead.length > 0) && (
        <section aria-label={t('body.whatLabel')}>
          <h4>{t('body.what')}</h4>
          {shape.instead.length > 0 && <ActionChoice summary={summary} shape={shape} />}
          {destinations && instead === undefined && <DestinationList rule={path} shape={destinations} />}
          {instead !== undefined && <InsteadFields summary={summary} schema={item} instead={instead} />}
        </section>
      )}
      {nested && (
        <section aria-label={t('body.pathsLabel')}>
          <h4>{t('body.paths')}</h4>
          <SlotForm
            slot={{ schema: nested.schema, path: inside, name: 'paths', ...(insideTree && { tree: insideTree }) }}
          />
        </section>
      )}
      {groups.map(({ id, fields }, i) => {
        const title = t(`group.${id}`);
        const last = i === groups.length - 1;
        const except = [...declared.filter((name) => !fields.includes(name)), ...(last ? [] : unknown)];
        return (
          <section key={title} aria-label={title} className={fields.some(isWritten) ? undefined : 'nothing-yet'}>
            <h4>{title}</h4>
            <FieldsOf slot={{ ...slot, name: title }} except={except} />
          </section>
        );
      })}
    </div>
  );
};

const ActionChoice = ({ summary, shape }: RuleBodyProps) => {
  const { change } = useVisual();
  const t = useWords('visual');
  const { path, instead } = summary;
  const forward = 'forward';
  const choose = (next: string) => {
    const now = instead ?? forward;
    if (next === now) return;
    const to = next === forward ? shape.destinations?.field : next;
    const field = to === undefined ? undefined : shape.item.fields[to];
    if (to === undefined || !field) return;
    const value =
      next === forward && shape.destinations
        ? emptyDestinations(shape.destinations)
        : newValue(field.schema, to, field);
    const from = instead ?? (summary.destinations.length > 0 ? shape.destinations?.field : undefined);
    // What is new comes first: a rule that holds nothing for a moment would go altogether.
    change(next === forward ? t('body.sendOnStep') : t('body.answerStep', { what: subjectOf(next) }), [
      { do: 'set', path: [...path, to], value },
      ...(from === undefined ? [] : [{ do: 'remove' as const, path: [...path, from] }]),
    ]);
  };
  return (
    <Segmented
      label={t('body.action')}
      value={instead ?? forward}
      options={[{ id: forward, label: t('body.sendOn') }, ...shape.instead.map((id) => ({ id, label: subjectOf(id) }))]}
      onChange={choose}
    />
  );
};

type InsteadProps = {
  readonly summary: RuleSummary;
  readonly schema: ObjectSchema;
  readonly instead: string;
};

const InsteadFields = ({ summary, schema, instead }: InsteadProps) => {
  const { document } = useVisual();
  const field = schema.fields[instead];
  const path = [...summary.path, instead];
  const tree = document.tree && treeAt(document.tree, path);
  if (!field) return null;
  return <FieldsOf slot={{ schema: field.schema, field, path, name: subjectOf(instead), ...(tree && { tree }) }} />;
};
