import { useMemo, useState } from 'react';
import type { OpenFile } from '../../state/files.ts';
import { lineDiff } from '../../state/line-diff.ts';
import { type Choice, type MergePart, mergedText, mergeText } from '../../state/merge-text.ts';
import { useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { DiffView } from '../../ui/diff-view.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { useWords } from '../../words/words.ts';
import './merge-view.css';

type Conflict = Extract<MergePart, { is: 'conflict' }>;

const options = ['mine', 'theirs', 'both'] as const;

/** A file in conflict, place by place: mine, theirs or both, with what would come of it. What both sides agree about is in already. */
export const MergeView = ({ one, onDone }: { readonly one: OpenFile; readonly onDone: () => void }) => {
  const { files } = useStores();
  const t = useWords('editor');
  const [chosen, setChosen] = useState<ReadonlyMap<string, Choice>>(new Map());
  const { baseText, draft = '' } = one;
  const disk = one.disk?.text ?? '';
  const merge = useMemo(() => mergeText(baseText, draft, disk), [baseText, draft, disk]);
  const conflicts = useMemo(() => conflictsOf(merge.parts), [merge]);
  const choices = conflicts.map(({ id }) => chosen.get(id));
  const open = choices.filter((choice) => choice === undefined).length;
  const result = mergedText(merge, choices);
  const { hunks } = useMemo(() => lineDiff(disk, result), [disk, result]);
  const choose = (id: string, choice: Choice) => setChosen((before) => new Map(before).set(id, choice));
  return (
    <section className="merge-view" aria-label={t('merge.label', { file: one.file })}>
      {conflicts.map(({ id, part }, index) => (
        <ConflictChoice
          key={id}
          name={t('merge.conflict', { number: index + 1, count: conflicts.length })}
          part={part}
          choice={chosen.get(id)}
          onChoose={(choice) => choose(id, choice)}
        />
      ))}
      <h3>{t('merge.result')}</h3>
      {hunks.length === 0 ? <p>{t('merge.same')}</p> : <DiffView label={t('merge.resultDiff')} hunks={hunks} />}
      <div className="merge-actions">
        <p role="status">{open === 0 ? t('merge.decided') : t('merge.open', { open, count: conflicts.length })}</p>
        <Button look="quiet" onPress={onDone}>
          {t('close')}
        </Button>
        <Button
          look="primary"
          disabled={open > 0}
          onPress={() => {
            files.resolve(one.file, result);
            onDone();
          }}
        >
          {t('merge.use')}
        </Button>
      </div>
    </section>
  );
};

/** What is at stake names a conflict, so that a choice stays with it while the text around it changes. */
const conflictsOf = (parts: readonly MergePart[]): readonly { readonly id: string; readonly part: Conflict }[] => {
  const seen = new Map<string, number>();
  return parts.flatMap((part) => {
    if (part.is !== 'conflict') return [];
    const what = JSON.stringify([part.mine, part.theirs]);
    const count = seen.get(what) ?? 0;
    seen.set(what, count + 1);
    return [{ id: `${count} ${what}`, part }];
  });
};

type ConflictChoiceProps = {
  readonly name: string;
  readonly part: Conflict;
  readonly choice: Choice | undefined;
  readonly onChoose: (choice: Choice) => void;
};

const ConflictChoice = ({ name, part, choice, onChoose }: ConflictChoiceProps) => {
  const t = useWords('editor');
  return (
    <section className="merge-conflict" aria-label={name}>
      <div className="merge-head">
        <h3>{name}</h3>
        <Segmented<Choice | ''>
          label={t('merge.stays', { conflict: name.toLowerCase() })}
          value={choice ?? ''}
          options={options.map((id) => ({ id, label: t(`merge.${id}`) }))}
          onChange={(next) => next !== '' && onChoose(next)}
        />
      </div>
      <div className="merge-sides">
        <Side name={t('merge.mine')} lines={part.mine} taken={choice === 'mine' || choice === 'both'} />
        <Side name={t('merge.theirs')} lines={part.theirs} taken={choice === 'theirs' || choice === 'both'} />
      </div>
    </section>
  );
};

type SideProps = { readonly name: string; readonly lines: readonly string[]; readonly taken: boolean };

const Side = ({ name, lines, taken }: SideProps) => {
  const t = useWords('editor');
  return (
    <figure className={taken ? 'taken' : ''}>
      <figcaption>{taken ? t('merge.taken', { name }) : name}</figcaption>
      {lines.length === 0 ? (
        <p>{t('merge.removed')}</p>
      ) : (
        // A region that scrolls sideways must be reachable by keyboard.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: as said above
        <pre tabIndex={0}>{lines.join('\n')}</pre>
      )}
    </figure>
  );
};
