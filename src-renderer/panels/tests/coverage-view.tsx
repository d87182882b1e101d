import { useDeferredValue, useMemo } from 'react';
import { type CoveredRule, coverageOf, percentOf } from '#core/route/coverage.ts';
import { sayOrigin } from '#core/route/test-faults.ts';
import type { Rates } from '#core/traffic/rates.ts';
import { trafficOf } from '#core/traffic/rule-traffic.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Badge } from '../../ui/badge.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { useWords } from '../../words/words.ts';
import { PlaceLink } from './place-link.tsx';

const filters = ['never', 'all'] as const;
/** More lines than these nobody reads; the sentence counts all of them. */
const mostDrawn = 500;

type Counted = { readonly rule: CoveredRule; readonly traffic: number; readonly hit: boolean };

/** Which rules no test hits, and where that is wanted no request of the gateway either. */
export const CoverageView = () => {
  const { routeTests } = useStores();
  const t = useWords('tests');
  const withTraffic = useSlice('routeTests', (state) => state.withTraffic);
  const allRules = useSlice('routeTests', (state) => state.allRules);
  const marks = useSlice('routeTests', (state) => state.marks);
  const counted = useCounted(withTraffic);
  if (counted === undefined) return <p className="muted">{t('running')}</p>;
  const hit = counted.filter((one) => one.hit).length;
  const count = counted.length;
  const percent = percentOf(hit, count);
  const shown = allRules ? counted : counted.filter((one) => !one.hit);
  if (count === 0) return <p className="muted">{t('coverage.noRules')}</p>;
  return (
    <section className="coverage" aria-label={t('view.coverage')}>
      <p role="status">{t(withTraffic ? 'coverage.withTraffic' : 'coverage.sentence', { hit, count, percent })}</p>
      <meter min={0} max={100} value={percent} aria-label={t('coverage.share')} />
      <div className="tests-summary">
        <label className="coverage-switch">
          <input
            type="checkbox"
            checked={withTraffic}
            onChange={({ currentTarget }) => routeTests.change({ withTraffic: currentTarget.checked })}
          />
          {t('coverage.traffic')}
        </label>
        <label className="coverage-switch">
          <input
            type="checkbox"
            checked={marks}
            onChange={({ currentTarget }) => routeTests.change({ marks: currentTarget.checked })}
          />
          {t('coverage.marks')}
        </label>
        <span className="spacer" />
        <Segmented
          label={t('coverage.filter.label')}
          value={allRules ? 'all' : 'never'}
          options={filters.map((id) => ({ id, label: t(`coverage.filter.${id}`) }))}
          onChange={(next) => routeTests.change({ allRules: next === 'all' })}
        />
      </div>
      {withTraffic && <p className="muted">{t('coverage.since')}</p>}
      {shown.length === 0 && <p>{t('coverage.all')}</p>}
      <ul className="coverage-rules" aria-label={t('coverage.list')}>
        {shown.slice(0, mostDrawn).map((one) => (
          <RuleLine key={one.rule.key} one={one} withTraffic={withTraffic} />
        ))}
      </ul>
    </section>
  );
};

type RuleLineProps = { readonly one: Counted; readonly withTraffic: boolean };

const RuleLine = ({ one: { rule, traffic, hit }, withTraffic }: RuleLineProps) => {
  const t = useWords('tests');
  const { origin, tests, does } = rule;
  return (
    <li>
      <Badge tone={hit ? 'ok' : 'warn'}>
        {hit ? t(withTraffic ? 'coverage.hitsTraffic' : 'coverage.hits', { tests, traffic }) : t('coverage.never')}
      </Badge>
      <span className="coverage-rule">
        {sayOrigin(origin)} {does === 'redirect' && <span className="muted">{t('coverage.redirect')}</span>}
      </span>
      <PlaceLink place={origin.place} />
    </li>
  );
};

const noRates: Rates = {};

/** Undefined before anything has been analysed. What is heavy waits until whoever types has seen their letter. */
const useCounted = (withTraffic: boolean): readonly Counted[] | undefined => {
  const table = useDeferredValue(useSlice('draft', (state) => state.table));
  const running = useSlice('running', (state) => state.table);
  const results = useDeferredValue(useSlice('routeTests', (state) => state.results));
  const rates = useSlice('liveStats', (state) => (withTraffic ? state.rates : noRates));
  const coverage = useMemo(
    () =>
      table &&
      results &&
      coverageOf(
        table,
        results.flatMap(({ hit }) => hit ?? []),
        running,
      ),
    [table, results, running],
  );
  return useMemo(
    () =>
      coverage?.rules.map((rule) => {
        const traffic = trafficOf(rule.runs, rates);
        return { rule, traffic, hit: rule.tests > 0 || traffic > 0 };
      }),
    [coverage, rates],
  );
};
