import { Fragment } from 'react';
import type { ObjectSchema } from '#core/schema/schema.ts';
import { treeAt } from '#core/text/cursor.ts';
import type { Path, Tree } from '#core/text/tree.ts';
import { addCondition, choicesFor } from '#core/visual/condition-changes.ts';
import { conditionFields, conditionsAt } from '#core/visual/conditions.ts';
import { matchPaths, type RuleShape } from '#core/visual/rules.ts';
import { IconButton } from '../../../ui/button.tsx';
import { PlusIcon, TrashIcon } from '../../../ui/icons.tsx';
import { useWords } from '../../../words/words.ts';
import { AddField } from '../fields/add-field.tsx';
import { Findings } from '../fields/findings.tsx';
import { useVisual } from '../visual-context.ts';
import { AddMenu } from './add-menu.tsx';
import { ConditionChip } from './condition-chip.tsx';
import { WrittenFields } from './written-fields.tsx';

/** Which requests a rule takes: within one box all conditions must hold, and one of the boxes is enough. */
export const MatchBuilder = ({ rule, shape }: { readonly rule: Path; readonly shape: RuleShape }) => {
  const { document, editable, change } = useVisual();
  const t = useWords('visual');
  const { tree, text } = document;
  if (!tree) return null;
  const { matches } = shape;
  if (!matches)
    return <OneMatch path={rule} schema={shape.item} fields={shape.inline} tree={treeAt(tree, rule)} inRule />;
  const list = [...rule, matches.field];
  const paths = matchPaths({ text, tree }, list);
  const choices = choicesFor(matches.item, undefined);
  const addAlternative = (field: string) => {
    const made = addCondition([...list, paths.length], matches.item, undefined, field);
    if (made.ok) change(t('match.addAlternativeStep', { field }), made.changes);
  };
  return (
    <div className="matches">
      {paths.length === 0 && <p className="every">{t('rule.every')}</p>}
      {paths.map((path, i) => (
        <Fragment key={path.join('.')}>
          {i > 0 && (
            <p className="or">
              <span>{t('rule.or')}</span>
            </p>
          )}
          <OneMatch
            path={path}
            schema={matches.item}
            fields={conditionFields(matches.item)}
            tree={treeAt(tree, path)}
            {...(paths.length > 1 && { alternative: i + 1 })}
          />
        </Fragment>
      ))}
      <AddMenu
        label={paths.length === 0 ? t('match.add') : t('match.orAdd')}
        icon={<PlusIcon size={14} />}
        disabled={!editable}
        choices={choices.map(({ field, label }) => ({ id: field, label }))}
        onChoose={addAlternative}
      />
    </div>
  );
};

type OneMatchProps = {
  readonly path: Path;
  readonly schema: ObjectSchema;
  readonly fields: readonly string[];
  readonly tree: Tree | undefined;
  /** Its number, where there are several. */
  readonly alternative?: number;
  /** The conditions stand in the rule itself. */
  readonly inRule?: boolean;
};

const OneMatch = ({ path, schema, fields, tree, alternative, inRule = false }: OneMatchProps) => {
  const { document, editable, change, findingsAt } = useVisual();
  const t = useWords('visual');
  if (!document.tree) return null;
  const written = conditionsAt({ text: document.text, tree: document.tree }, path, schema, fields);
  // What is unknown in a rule itself belongs to the rule's other fields.
  const all = inRule ? written.filter(({ field }) => fields.includes(field)) : written;
  // What asks nothing, as the name of a match; what is unknown stands among the conditions. Those of a rule itself are its own.
  const names = inRule ? [] : Object.keys(schema.fields).filter((name) => !fields.includes(name));
  const unknown = tree?.is === 'map' ? tree.entries.map(({ key }) => key).filter((key) => !(key in schema.fields)) : [];
  const slot = { schema, path, name: t('rule.theMatch'), ...(tree && { tree }) };
  const add = (field: string) => {
    const made = addCondition(path, schema, tree, field);
    if (made.ok) change(t('match.addConditionStep', { field }), made.changes);
  };
  return (
    <fieldset
      className="match"
      aria-label={alternative === undefined ? t('match.all') : t('match.alternative', { number: alternative })}
    >
      {all.length === 0 && <p className="every">{t('rule.every')}</p>}
      {all.map((condition, i) => (
        <Fragment key={`${condition.path.join('.')} ${condition.written.is}`}>
          {i > 0 && <span className="and">{t('rule.and')}</span>}
          <ConditionChip
            condition={condition}
            taken={all.flatMap((one) => (one.field === condition.field && one.key !== undefined ? [one.key] : []))}
          />
        </Fragment>
      ))}
      {names.length > 0 && <WrittenFields slot={slot} except={[...fields, ...unknown]} />}
      <span className="match-actions">
        <AddMenu
          label={all.length === 0 ? t('match.add') : t('match.andAdd')}
          icon={<PlusIcon size={14} />}
          disabled={!editable}
          choices={choicesFor(schema, tree, fields).map(({ field, label }) => ({ id: field, label }))}
          onChoose={add}
        />
        {names.length > 0 && editable && <AddField slot={slot} except={fields} />}
        {alternative !== undefined && (
          <IconButton
            label={t('match.removeAlternative', { number: alternative })}
            disabled={!editable}
            onPress={() => change(t('match.removeAlternative', { number: alternative }), [{ do: 'remove', path }])}
          >
            <TrashIcon size={15} />
          </IconButton>
        )}
      </span>
      <Findings found={findingsAt(path)} />
    </fieldset>
  );
};
