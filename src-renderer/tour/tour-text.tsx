import { useSlice } from '../state/stores-context.ts';
import { isTourFile, pathOfRoute, type TourPlace, tourRoute } from '../state/tour-steps.ts';
import { Coded } from '../ui/coded.tsx';
import { useWords } from '../words/words.ts';

/** What to do now, and what is between the text and its effect. */
export const TourText = ({ place: { step, phase } }: { readonly place: TourPlace }) => {
  const t = useWords('tour');
  const route = useSlice('running', (state) => tourRoute(state.table));
  const before = useSlice('tour', (state) => state.before);
  const port = useSlice('running', (state) => state.running?.gateway.listeners.find(({ bound }) => bound)?.bound ?? 80);
  const path = before ?? (route && pathOfRoute(route)) ?? '/';
  const hint = useHint();
  const edits = (phase === 'says' && step !== 'open' && step !== 'end') || phase === 'mend';
  return (
    <p>
      <Coded text={t(`${step}.${phase}` as 'open.says', { port, path })} />
      {edits && hint !== undefined && <strong className="tour-hint"> {t(hint)}</strong>}
      {route === undefined && <strong className="tour-hint"> {t('otherPlace')}</strong>}
    </p>
  );
};

/** What keeps the text from answering. */
const useHint = (): 'saveHint' | 'applyHint' | 'errorHint' | undefined => {
  const file = useSlice('files', (state) => state.files.find((one) => isTourFile(one.file)));
  const waits = useSlice('running', (state) => state.running?.waiting.some(isTourFile) === true);
  const broken = useSlice('draft', (state) =>
    state.diagnostics.some(({ severity, place }) => severity === 'error' && isTourFile(place.file)),
  );
  if (broken) return 'errorHint';
  if (file?.draft !== undefined) return 'saveHint';
  return waits ? 'applyHint' : undefined;
};
