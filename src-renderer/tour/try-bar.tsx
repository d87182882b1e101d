import { useState } from 'react';
import { browserPage } from '../state/browser-page.ts';
import { useSlice, useStores } from '../state/stores-context.ts';
import { tourSample } from '../state/tour-steps.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Coded } from '../ui/coded.tsx';
import { CloseIcon } from '../ui/icons.tsx';
import { useWords } from '../words/words.ts';
import './tour.css';

/** What to try with the sample that has just been opened; until it is put away. */
export const TryBar = ({ tries, title }: { readonly tries: readonly string[]; readonly title: string }) => {
  const { navigation, request } = useStores();
  const t = useWords('tour');
  const [away, setAway] = useState(false);
  const page = useSlice('running', browserPage);
  const touring = useSlice('tour', (state) => state.place !== undefined);
  const sample = useSlice('workspaces', (state) => state.known?.sample);
  if (away || touring || sample === undefined || sample === tourSample) return null;
  return (
    <aside
      className="tour-bar"
      aria-label={title}
      data-part="tour"
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        setAway(true);
      }}
    >
      <div className="tour-words">
        <h2>{title}</h2>
        <ul>
          {tries.map((one) => (
            <li key={one}>
              <Coded text={one} />
            </li>
          ))}
        </ul>
      </div>
      <div className="tour-deeds">
        {page === undefined ? (
          <Button
            onPress={() => {
              navigation.openPanel('explain');
              request.focus();
            }}
          >
            {t('try.send')}
          </Button>
        ) : (
          <a className="button primary" href={page} target="_blank" rel="noreferrer">
            {t('openPage', { url: page })}
          </a>
        )}
      </div>
      <div className="tour-window">
        <IconButton label={t('try.close')} onPress={() => setAway(true)}>
          <CloseIcon size={16} />
        </IconButton>
      </div>
    </aside>
  );
};
