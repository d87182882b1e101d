import { ruleOfRow, runningRulesOf } from '#core/route/coverage.ts';
import type { RouteRow } from '#core/route/rows.ts';
import { trafficOf } from '#core/traffic/rule-traffic.ts';
import { useSlice } from '../../../state/stores-context.ts';
import { Badge } from '../../../ui/badge.tsx';
import { useWords } from '../../../words/words.ts';

/** How many requests of route tests and how much traffic hit the rule of a row, where somebody wants to see that. */
export const TestMark = ({ row }: { readonly row: RouteRow }) => {
  const on = useSlice('routeTests', (state) => state.marks);
  return on ? <HitMark row={row} /> : null;
};

const HitMark = ({ row }: { readonly row: RouteRow }) => {
  const t = useWords('tests');
  const key = row.change === 'removed' ? undefined : ruleOfRow(row)?.key;
  const tests = useSlice('routeTests', ({ hits }) => (key === undefined ? 0 : (hits[key] ?? 0)));
  const traffic = useSlice('liveStats', ({ rates }) => trafficOf(runningRulesOf(row), rates));
  if (key === undefined) return null;
  const hit = tests + traffic > 0;
  return (
    <Badge tone={hit ? 'ok' : 'warn'} title={t('coverage.since')}>
      {hit ? t('coverage.hitsTraffic', { tests, traffic }) : t('coverage.never')}
    </Badge>
  );
};
