import type { TrafficRow } from '#core/traffic/traffic-row.ts';
import { routeName, sayRoute } from '../../state/route-name.ts';
import { ruleNow } from '../../state/rules-now.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { useWords } from '../../words/words.ts';

type RulePillProps = {
  readonly row: TrafficRow;
  /** In a grid, which has the focus of all its rows. */
  readonly inGrid?: true;
};

/**
 * The rule that handled a request: leads to its line as it is written now. Costs one look into a map; what has become of an older rule is
 * found out when somebody asks for it.
 */
export const RulePill = ({ row, inGrid }: RulePillProps) => {
  const { rulesNow, traffic } = useStores();
  const t = useWords('exchange');
  const is = useSlice('rulesNow', ({ followed }) => {
    const known = followed.get(row.generation);
    return known && ruleNow(known.rules, row)?.is;
  });
  if (row.route === undefined) return null;
  const { origin, name, id } = row.route;
  const { owner, part } = routeName(origin, name);
  // Which of its matches it was is said in full where there is room for it.
  const short = inGrid ? part.replace(/\.match(es)?\[\d+\]$/, '') : part;
  const change = is === 'changed' || is === 'deleted' ? t(`rule.${is}`, { generation: row.generation }) : '';
  return (
    <button
      type="button"
      className="link rule-pill"
      tabIndex={inGrid ? -1 : undefined}
      title={[sayRoute(origin, name), id, change].filter(Boolean).join('\n')}
      aria-label={[t('rule.goTo', { rule: sayRoute(origin, name) }), change].filter(Boolean).join(', ')}
      onClick={(event) => {
        event.stopPropagation();
        // A rule that is gone has no line: the details tell what it was.
        void rulesNow.goTo(row).then((shown) => shown || traffic.select(row.id));
      }}
    >
      <span className="owner">{owner}</span>
      {short !== '' && <span className="dot">{inGrid ? ' ' : ' · '}</span>}
      <span className="part">{short}</span>
      {change !== '' && (
        <span className={`since ${is}`} aria-hidden="true">
          {is === 'deleted' ? '✕' : '≠'}
        </span>
      )}
    </button>
  );
};
