import { type Changes, changeHow, changeKey, changeValue, removeCondition } from '#core/visual/condition-changes.ts';
import { sayHow } from '#core/visual/condition-words.ts';
import { type Condition, sayCondition } from '#core/visual/conditions.ts';
import { Badge } from '../../../ui/badge.tsx';
import { IconButton } from '../../../ui/button.tsx';
import { CrossIcon } from '../../../ui/icons.tsx';
import { useWords } from '../../../words/words.ts';
import { Findings } from '../fields/findings.tsx';
import { pathKey } from '../form-context.ts';
import { useVisual } from '../visual-context.ts';
import { CommitField } from './commit-field.tsx';

type ChipProps = {
  readonly condition: Condition;
  /** The names that other conditions of the same kind have. */
  readonly taken: readonly string[];
};

/** One condition, open to be changed: what, how, and with which value; with what is wrong about it below. */
export const ConditionChip = ({ condition, taken }: ChipProps) => {
  const { editable, change, findingsAt } = useVisual();
  const t = useWords('visual');
  const { subject, key, not, how, hows, value, written, path, schema } = condition;
  const words = sayCondition(condition);
  const named = key === undefined ? subject : t('chip.said', { subject, key });
  const said = not ? t('chip.saidNot', { subject: named }) : named;
  const apply = (label: string, made: Changes): string | undefined => {
    if (!made.ok) return made.message;
    if (made.changes.length > 0) change(label, made.changes);
    return undefined;
  };
  const findings = findingsAt(path, true);
  const kept = written.is === 'kept';
  return (
    <fieldset className="condition" data-row={pathKey(path)} aria-label={words}>
      <span className="condition-words">
        <span className="subject">
          {not && <strong className="not">{t('chip.not')}</strong>} <span lang="en">{subject}</span>
        </span>
        {key !== undefined && !kept && (
          <CommitField
            label={t('chip.nameOf', { subject: `${subject} ${key}` })}
            value={key}
            size={8}
            disabled={!editable}
            onCommit={(typed) =>
              apply(t('chip.renameStep', { subject: `${subject} ${key}` }), changeKey(condition, typed, taken))
            }
          />
        )}
        {hows.length > 0 && (
          <select
            className="field"
            aria-label={t('chip.how', { subject: said })}
            value={how}
            disabled={!editable}
            onChange={({ target }) =>
              apply(t('chip.howStep', { subject: said, how: target.value }), changeHow(condition, target.value))
            }
          >
            {!hows.includes(how) && <option value={how}>{how === '' ? t('chip.choose') : how}</option>}
            {hows.map((one) => (
              <option key={one} value={one} lang="en">
                {sayHow(one)}
              </option>
            ))}
          </select>
        )}
        {kept && <span className="kept-value">{value}</span>}
        {kept && <Badge title={written.because}>{t('chip.kept')}</Badge>}
        {!kept && how !== 'present' && schema?.is === 'enum' && (
          <select
            className="field"
            aria-label={t('chip.value', { subject: said })}
            value={value}
            disabled={!editable}
            onChange={({ target }) =>
              apply(t('chip.changeStep', { subject: said }), changeValue(condition, target.value))
            }
          >
            {!schema.values.includes(value) && <option value={value}>{value === '' ? t('chip.choose') : value}</option>}
            {schema.values.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        )}
        {!kept && schema?.is === 'boolean' && (
          <input
            type="checkbox"
            aria-label={subject}
            checked={value === 'true'}
            disabled={!editable}
            onChange={({ target }) =>
              apply(t('chip.changeStep', { subject: said }), changeValue(condition, String(target.checked)))
            }
          />
        )}
        {!kept && how !== 'present' && schema?.is !== 'enum' && schema?.is !== 'boolean' && (
          <CommitField
            label={t('chip.value', { subject: said })}
            value={value}
            disabled={!editable}
            onCommit={(typed) => apply(t('chip.changeStep', { subject: said }), changeValue(condition, typed))}
          />
        )}
      </span>
      <IconButton
        label={t('chip.remove', { condition: words })}
        disabled={!editable}
        onPress={() => change(t('chip.remove', { condition: words }), removeCondition(condition))}
      >
        <CrossIcon size={14} />
      </IconButton>
      <Findings found={findings} />
    </fieldset>
  );
};
