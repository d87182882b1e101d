import { useMemo, useState } from 'react';
import type { OpenFile } from '../../state/files.ts';
import { lineDiff } from '../../state/line-diff.ts';
import { type Choice, type MergePart, mergedText, mergeText } from '../../state/merge-text.ts';
import { useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { DiffView } from '../../ui/diff-view.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import './merge-view.css';

type Conflict = Extract<MergePart, { is: 'conflict' }>;

const options = [
  { id: 'mine', label: 'Mine' },
  { id: 'theirs', label: 'Theirs' },
  { id: 'both', label: 'Both' },
] as const;

/** A file in conflict, place by place: mine, theirs or both, with what would come of it. What both sides agree about is in already. */
export const MergeView = ({ one, onDone }: { readonly one: OpenFile; readonly onDone: () => void }) => {
  const { files } = useStores();
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
    <section className="merge-view" aria-label={`merge of ${one.file}`}>
      {conflicts.map(({ id, part }, index) => (
        <ConflictChoice
          key={id}
          name={`Conflict ${index + 1} of ${conflicts.length}`}
          part={part}
          choice={chosen.get(id)}
          onChoose={(choice) => choose(id, choice)}
        />
      ))}
      <h3>Result, compared with the disk</h3>
      {hunks.length === 0 ? (
        <p>The result is what is on disk.</p>
      ) : (
        <DiffView label="result, compared with the disk" hunks={hunks} />
      )}
      <div className="merge-actions">
        <p role="status">
          {open === 0 ? 'Every conflict is decided.' : `${open} of ${conflicts.length} not decided yet: mine is shown.`}
        </p>
        <Button look="quiet" onPress={onDone}>
          Close
        </Button>
        <Button
          look="primary"
          disabled={open > 0}
          onPress={() => {
            files.resolve(one.file, result);
            onDone();
          }}
        >
          Use this result
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

const ConflictChoice = ({ name, part, choice, onChoose }: ConflictChoiceProps) => (
  <section className="merge-conflict" aria-label={name}>
    <div className="merge-head">
      <h3>{name}</h3>
      <Segmented<Choice | ''>
        label={`what stays of ${name.toLowerCase()}`}
        value={choice ?? ''}
        options={options}
        onChange={(next) => next !== '' && onChoose(next)}
      />
    </div>
    <div className="merge-sides">
      <Side name="Mine" lines={part.mine} taken={choice === 'mine' || choice === 'both'} />
      <Side name="Theirs" lines={part.theirs} taken={choice === 'theirs' || choice === 'both'} />
    </div>
  </section>
);

type SideProps = { readonly name: string; readonly lines: readonly string[]; readonly taken: boolean };

const Side = ({ name, lines, taken }: SideProps) => (
  <figure className={taken ? 'taken' : ''}>
    <figcaption>
      {name}
      {taken && ' (stays)'}
    </figcaption>
    {lines.length === 0 ? (
      <p>These lines are removed.</p>
    ) : (
      // A region that scrolls sideways must be reachable by keyboard.
      // biome-ignore lint/a11y/noNoninteractiveTabindex: as said above
      <pre tabIndex={0}>{lines.join('\n')}</pre>
    )}
  </figure>
);
