import { useMemo } from 'react';
import { type Figures, routeKey, type Span, spans } from '../../state/metrics.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { MetricsIcon } from '../../ui/icons.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { useWhileSeen } from '../../ui/use-while-seen.ts';
import { useWords } from '../../words/words.ts';
import { BusyRoutes } from './busy-routes.tsx';
import { Chart } from './chart.tsx';
import { routesByKey } from './routes-by-key.ts';
import { Tiles } from './tiles.tsx';
import './metrics.css';

const everyMs = 2_000;

/** Rate, errors and times of all traffic or of one route, over the last minutes. */
export const MetricsPanel = () => {
  const t = useWords('metrics');
  const { metrics } = useStores();
  const span = useSlice('metrics', (state) => state.span);
  const figures = useSlice('metrics', (state) => state.figures);
  const selected = useSlice('metrics', (state) => state.selected);
  const table = useSlice('running', (state) => state.running && state.table);
  const named = useMemo(() => routesByKey(table), [table]);
  useWhileSeen(metrics.refresh, everyMs);
  const shown = figures?.routes.find((one) => routeKey(one) === selected) ?? figures?.total;
  const name = shown === figures?.total || selected === undefined ? t('all') : (named.get(selected)?.name ?? selected);
  return (
    <>
      <header className="panel-head">
        <h2>{t('title')}</h2>
        <span className="spacer" />
        <Segmented
          label={t('span')}
          value={String(span)}
          options={spans.map((minutes) => ({ id: String(minutes), label: t('minutes', { count: minutes }) }))}
          onChange={(next) => void metrics.choose(Number(next) as Span)}
        />
      </header>
      {figures === undefined || shown === undefined ? (
        <div className="panel-body" />
      ) : figures.total.requests === 0 ? (
        <Nothing />
      ) : (
        <div className="panel-body metrics">
          <Shown name={name} figures={figures} shown={shown} />
          <BusyRoutes figures={figures} selected={selected} named={named} />
          <Scrape />
        </div>
      )}
    </>
  );
};

const Nothing = () => {
  const t = useWords('metrics');
  const { navigation } = useStores();
  return (
    <Empty icon={<MetricsIcon size={40} />} title={t('empty.title')}>
      <p>{t('empty.text')}</p>
      <button type="button" className="button" onClick={() => navigation.openPanel('explain')}>
        {t('empty.action')}
      </button>
    </Empty>
  );
};

type ShownProps = { readonly name: string; readonly figures: Figures; readonly shown: Figures['total'] };

const Shown = ({ name, figures, shown }: ShownProps) => {
  const t = useWords('metrics');
  return (
    <section aria-label={name}>
      <h3 className="mono">{name}</h3>
      <Tiles figures={figures} shown={shown} />
      <div className="charts">
        <Chart
          title={t('chart.rate')}
          unit="perSecond"
          figures={figures}
          lines={[
            { name: t('line.requests'), look: 'accent', values: perSecond(shown, figures, ({ requests }) => requests) },
            { name: t('line.errors'), look: 'error', values: perSecond(shown, figures, ({ errors }) => errors) },
          ]}
        />
        <Chart
          title={t('chart.times')}
          unit="ms"
          figures={figures}
          lines={(['p50', 'p95', 'p99'] as const).map((percentile, at) => ({
            name: percentile,
            look: (['accent', 'info', 'warn'] as const)[at] ?? 'accent',
            values: shown.steps.map((step) => (step.requests === 0 ? undefined : step[percentile])),
          }))}
        />
      </div>
    </section>
  );
};

type Step = Figures['total']['steps'][number];

const perSecond = ({ steps }: Figures['total'], { stepMs }: Figures, of: (step: Step) => number): readonly number[] =>
  steps.map((step) => (of(step) * 1_000) / stepMs);

/** Where Prometheus finds the same. In the desktop app there is no such address, and the text alone is had. */
const Scrape = () => {
  const t = useWords('metrics');
  const address = location.protocol === 'http:' ? `${location.origin}/metrics` : undefined;
  return (
    <p className="muted scrape">
      {address === undefined ? t('scrape.cli') : t('scrape.address')}{' '}
      <code lang="en">{address ?? 'slipway metrics'}</code>{' '}
      <CopyButton text={address ?? 'slipway metrics'} what={t('scrape.what')} />
    </p>
  );
};
