import { useId } from 'react';
import type { RecentWorkspace } from '#contract/workspaces.ts';
import { useSlice, useStores } from '../state/stores-context.ts';
import { IconButton } from '../ui/button.tsx';
import { CloseIcon } from '../ui/icons.tsx';
import { useTongue, useWords } from '../words/words.ts';
import { titleOfSample } from './sample-words.ts';

const none: readonly RecentWorkspace[] = [];

/** What was open lately; what is gone by now can be taken off the list. */
export const RecentList = () => {
  const { workspaces, words } = useStores();
  const t = useWords('welcome');
  const tongue = useTongue();
  const recent = useSlice('workspaces', (state) => state.known?.recent ?? none);
  const id = useId();
  if (recent.length === 0) return null;
  const when = new Intl.DateTimeFormat(tongue, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <section className="start-part" aria-labelledby={id}>
      <h3 id={id}>{t('recent.title')}</h3>
      <ul className="recent-list">
        {recent.map(({ paths, title: given, at, exists, sample }) => {
          const title = sample === undefined ? given : titleOfSample(words, sample, given);
          return (
            <li key={paths.join('\n')}>
              <button
                type="button"
                disabled={!exists}
                onClick={() => void workspaces.open({ paths }, title)}
                title={paths.join('\n')}
              >
                <span className="recent-title">{title}</span>
                {sample !== undefined && <span className="badge">{t('recent.sample')}</span>}
                {!exists && <span className="badge warn">{t('recent.gone')}</span>}
                <span className="recent-path mono">{paths.join(', ')}</span>
                <time dateTime={new Date(at).toISOString()}>{when.format(at)}</time>
              </button>
              <IconButton label={t('recent.forget', { title })} onPress={() => void workspaces.forget(paths)}>
                <CloseIcon size={14} />
              </IconButton>
            </li>
          );
        })}
      </ul>
    </section>
  );
};
