import { useSlice } from '../state/stores-context.ts';
import {
  isTourFile,
  otherPath,
  pathOfRoute,
  type TourPhase,
  type TourPlace,
  type TourStep,
  type tourPhases,
  tourRoute,
} from '../state/tour-steps.ts';
import { Coded } from '../ui/coded.tsx';
import { useWords } from '../words/words.ts';

/** What each phase says. Keys are whole, so that the compiler sees one that is missing. */
const texts = {
  open: { says: 'open.says' },
  change: { says: 'change.says', see: 'change.see' },
  split: { says: 'split.says', see: 'split.see' },
  break: { says: 'break.says', see: 'break.see', why: 'break.why', mend: 'break.mend', answer: 'break.answer' },
  end: { says: 'end.says' },
} as const satisfies { readonly [S in TourStep]: { readonly [P in (typeof tourPhases)[S][number]]: `${S}.${P}` } };
type TourKey = { [S in TourStep]: (typeof texts)[S][keyof (typeof texts)[S]] }[TourStep];

const keyOf = ({ step, phase }: TourPlace): TourKey => {
  const phases: { readonly [P in TourPhase]?: TourKey } = texts[step];
  return phases[phase] ?? `${step}.says`;
};

/** What to do now, and what is between the text and its effect. */
export const TourText = ({ place }: { readonly place: TourPlace }) => {
  const { step, phase } = place;
  const t = useWords('tour');
  const route = useSlice('running', (state) => tourRoute(state.table));
  const before = useSlice('tour', (state) => state.before);
  const port = useSlice('running', (state) => state.running?.gateway.listeners.find(({ bound }) => bound)?.bound ?? 80);
  const path = before ?? (route && pathOfRoute(route)) ?? '/';
  const hint = useHint();
  const edits = (phase === 'says' && step !== 'open' && step !== 'end') || phase === 'mend';
  return (
    <p>
      <Coded text={t(keyOf(place), { port, path, other: otherPath(path) })} />
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
