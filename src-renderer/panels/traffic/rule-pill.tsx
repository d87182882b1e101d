import { useMemo } from 'react';
import type { TrafficRow } from '#core/traffic/traffic-row.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { useWords } from '../../words/words.ts';
import { createSayings, type Pill } from './sayings.ts';

/**
 * The rule that handled a request: leads to its line as it is written now. What has become of an older rule is found out when somebody
 * asks for it.
 */
export const RulePill = ({ row }: { readonly row: TrafficRow }) => {
  const { rulesNow, traffic } = useStores();
  const t = useWords('traffic');
  const exchange = useWords('exchange');
  const answers = useWords('answers');
  const followed = useSlice('rulesNow', (state) => state.followed);
  const says = useMemo(() => createSayings({ t, exchange, answers }, followed), [t, exchange, answers, followed]);
  const pill = says.rule(row);
  if (pill === undefined) return null;
  // A rule that is gone has no line: the details tell what it was.
  const go = () => void rulesNow.goTo(row).then((shown) => shown || traffic.select(row.id));
  return <PillFace {...pill} onClick={go} />;
};

type PillFaceProps = Pill & {
  /** In a grid, which has the focus of all its rows, hears their clicks and says what is pointed at. */
  readonly inGrid?: true;
  readonly onClick?: () => void;
};

export const PillFace = ({ owner, part, short, label, title, is, inGrid, onClick }: PillFaceProps) => (
  <button
    type="button"
    className="link rule-pill"
    tabIndex={inGrid ? -1 : undefined}
    title={inGrid ? undefined : title}
    aria-label={label}
    onClick={onClick}
  >
    <span className="owner">{owner}</span>
    {part !== '' && <span className="dot">{inGrid ? ' ' : ' · '}</span>}
    <span className="part">{inGrid ? short : part}</span>
    {is !== undefined && (
      <span className={`since ${is}`} aria-hidden="true">
        {is === 'deleted' ? '✕' : '≠'}
      </span>
    )}
  </button>
);
