import { useEffect, useRef, useState } from 'react';
import { browserPage } from '../state/browser-page.ts';
import { useSlice, useStores } from '../state/stores-context.ts';
import { otherPath, pathOfRoute, type TourPlace, tourRoute, tourSteps } from '../state/tour-steps.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { ChevronIcon, CloseIcon } from '../ui/icons.tsx';
import { useKeepFocus } from '../ui/use-keep-focus.ts';
import { useWords } from '../words/words.ts';
import { TourText } from './tour-text.tsx';
import './tour.css';

/**
 * The tour, as a bar along the lower edge: it covers nothing, takes no focus and waits for nobody. What it says is spoken when it changes.
 * Escape in it makes it small.
 */
export const TourBar = () => {
  const place = useSlice('tour', (state) => state.place);
  if (place === undefined) return null;
  return <Bar place={place} />;
};

const Bar = ({ place }: { readonly place: TourPlace }) => {
  const { tour } = useStores();
  const t = useWords('tour');
  const folded = useSlice('tour', (state) => state.folded);
  const bar = useRef<HTMLElement>(null);
  // Buttons are disabled while it is.
  useSlice('tour', (state) => state.busy);
  useKeepFocus(bar);
  const steps = tourSteps.length - 1;
  const now = tourSteps.indexOf(place.step) + 1;
  return (
    <aside
      ref={bar}
      className={`tour-bar${folded ? ' folded' : ''}`}
      aria-label={t('label')}
      data-part="tour"
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || folded) return;
        event.stopPropagation();
        tour.fold(true);
      }}
    >
      <ol className="tour-steps" aria-hidden="true">
        {tourSteps.slice(0, -1).map((step, at) => (
          <li key={step} className={at + 1 < now ? 'done' : at + 1 === now ? 'now' : ''} />
        ))}
      </ol>
      <div className="tour-words">
        <h2>
          {place.step !== 'end' && <span className="tour-count">{t('step', { now, all: steps })} · </span>}
          {t(`${place.step}.title`)}
        </h2>
        {!folded && <TourText place={place} />}
      </div>
      {!folded && <Deeds place={place} />}
      <div className="tour-window">
        <IconButton label={folded ? t('unfold') : t('fold')} onPress={() => tour.fold(!folded)}>
          <span className={folded ? 'tour-up' : 'tour-down'}>
            <ChevronIcon size={16} />
          </span>
        </IconButton>
        <IconButton label={t('skip')} onPress={tour.end}>
          <CloseIcon size={16} />
        </IconButton>
      </div>
      <Spoken place={place} />
    </aside>
  );
};

/** Says each step when it begins; a region that comes together with its words is not always read. */
const Spoken = ({ place }: { readonly place: TourPlace }) => {
  const t = useWords('tour');
  const said = useRef<string>(undefined);
  const [words, setWords] = useState('');
  const key = `${place.step}.${place.phase}` as 'open.says';
  const route = useSlice('running', (state) => tourRoute(state.table));
  const port = useSlice('running', (state) => state.running?.gateway.listeners.find(({ bound }) => bound)?.bound ?? 80);
  const path = useSlice('tour', (state) => state.before) ?? (route && pathOfRoute(route)) ?? '/';
  const text = t(key, { port, path, other: otherPath(path) });
  useEffect(() => {
    const before = said.current;
    said.current = place.step;
    const done = before !== undefined && before !== place.step;
    const timer = setTimeout(() => setWords(`${done ? `${t('done')}. ` : ''}${text.replace(/[`*]/g, '')}`), 100);
    return () => clearTimeout(timer);
  }, [place.step, text, t]);
  return (
    <p className="hidden-visually" role="status" aria-live="polite">
      {words}
    </p>
  );
};

/** What can be done in this phase; everything can be done by hand as well. */
const Deeds = ({ place: { step, phase } }: { readonly place: TourPlace }) => {
  const { tour, workspaces } = useStores();
  const t = useWords('tour');
  const busy = useSlice('tour', (state) => state.busy);
  const page = useSlice('running', browserPage);
  // What can be typed changes with the text.
  useSlice('files', (state) => state.files);
  const gone = useSlice('running', (state) => tourRoute(state.table) === undefined);
  const edit = tour.edit();
  const edits = (phase === 'says' && (step === 'change' || step === 'split' || step === 'break')) || phase === 'mend';
  const sees = step === 'open' || phase === 'see' || phase === 'answer';
  const count = step === 'split' ? 20 : step === 'break' && phase === 'see' ? 4 : 1;
  return (
    <div className="tour-deeds">
      {edits && edit !== undefined && (
        <>
          <Button onPress={tour.showLine}>{t('show')}</Button>
          <Button look="quiet" disabled={busy} onPress={() => void tour.doIt()}>
            {t('doIt')}
          </Button>
        </>
      )}
      {(edits ? edit === undefined : gone && step !== 'end') && (
        <Button onPress={() => void tour.start(true)}>{t('anew')}</Button>
      )}
      {sees && step !== 'split' && page !== undefined && (
        <a className="button primary" href={page} target="_blank" rel="noreferrer">
          {t('openPage', { url: page })}
        </a>
      )}
      {sees && step !== 'open' && step !== 'change' && (
        <Button look={step === 'split' ? 'primary' : 'plain'} disabled={busy} onPress={() => void tour.send(count)}>
          {t('send', { count })}
        </Button>
      )}
      {phase === 'why' && (
        <Button look="primary" onPress={tour.explain}>
          {t('explain')}
        </Button>
      )}
      {step === 'end' && (
        <>
          <Button
            look="primary"
            onPress={() => {
              tour.end();
              workspaces.showPage();
            }}
          >
            {t('end.own')}
          </Button>
          <Button onPress={tour.end}>{t('end.close')}</Button>
        </>
      )}
    </div>
  );
};
