import { useDeferredValue, useMemo, useState } from 'react';
import { type Hunk, lineDiff } from '../../state/line-diff.ts';
import type { PendingFile } from '../../state/pending.ts';
import { useStores } from '../../state/stores-context.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { DiffView } from '../../ui/diff-view.tsx';
import { Empty } from '../../ui/empty.tsx';
import { CheckIcon } from '../../ui/icons.tsx';

import { useWords } from '../../words/words.ts';

/** So many files are compared, and so many lines of one are drawn, until somebody asks for more. */
const firstFiles = 20;
const firstLines = 400;

/** Each file that would change, with its difference from what answers now. */
export const ChangedFiles = ({ pending }: { readonly pending: readonly PendingFile[] }) => {
  const t = useWords('review');
  const [all, setAll] = useState(false);
  if (pending.length === 0) {
    return (
      <Empty icon={<CheckIcon size={28} />} title={t('changes.done')}>
        <p>{t('changes.doneText')}</p>
      </Empty>
    );
  }
  const shown = all ? pending : pending.slice(0, firstFiles);
  return (
    <section aria-label={t('changes.label')}>
      {shown.map((one) => (
        <ChangedFile key={one.file} one={one} />
      ))}
      {shown.length < pending.length && (
        <Button look="quiet" onPress={() => setAll(true)}>
          {t('changes.all', { count: pending.length })}
        </Button>
      )}
    </section>
  );
};

const ChangedFile = ({ one }: { readonly one: PendingFile }) => {
  const { files, navigation } = useStores();
  const t = useWords('review');
  const { file, change, state } = one;
  const before = useDeferredValue(one.before);
  const after = useDeferredValue(one.after);
  const [all, setAll] = useState(false);
  const { hunks, added, removed } = useMemo(() => lineDiff(before, after), [before, after]);
  const shown = useMemo(() => (all ? hunks : firstOf(hunks, firstLines)), [hunks, all]);
  const open = (line: number | undefined) => navigation.jumpTo({ file, ...placeOf(after, line ?? 1) });
  return (
    <article className="changed-file" aria-label={file}>
      <header>
        <h3>
          <button
            type="button"
            className="link"
            onClick={() => open(hunks[0]?.lines.find(({ is }) => is !== 'same')?.after)}
          >
            {file}
          </button>
        </h3>
        <Badge tone={state === 'unsaved' ? 'accent' : 'warn'}>
          {state === 'unsaved' ? t('changes.unsaved') : t('changes.waiting')}
        </Badge>
        {change !== 'changed' && <Badge>{change === 'new' ? t('changes.new') : t('changes.removed')}</Badge>}
        <span className="counts">
          <span className="added">+{added}</span> <span className="removed">−{removed}</span>
          <span className="hidden-visually"> {t('changes.counts')}</span>
        </span>
        {state === 'unsaved' && (
          <Button look="quiet" onPress={() => files.revert(file)}>
            {t('changes.revert')}
          </Button>
        )}
      </header>
      <DiffView label={t('changes.diff', { file })} hunks={shown} onLine={open} />
      {shown !== hunks && (
        <Button look="quiet" onPress={() => setAll(true)}>
          {t('changes.allLines', { file })}
        </Button>
      )}
    </article>
  );
};

/** The first lines of a comparison; the same object where that is all. */
const firstOf = (hunks: readonly Hunk[], most: number): readonly Hunk[] => {
  let room = most;
  if (hunks.reduce((sum, { lines }) => sum + lines.length, 0) <= most) return hunks;
  return hunks.flatMap((hunk) => {
    const lines = hunk.lines.slice(0, Math.max(0, room));
    room -= lines.length;
    return lines.length === 0 ? [] : [{ ...hunk, lines }];
  });
};

/** Where a line of a text begins. */
const placeOf = (text: string, line: number) => {
  let start = 0;
  for (let at = 1; at < line; at += 1) {
    const end = text.indexOf('\n', start);
    if (end < 0) break;
    start = end + 1;
  }
  return { range: [start, start] as const, line, column: 1 };
};
