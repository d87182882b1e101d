import { locateInDraft } from '../../state/locate.ts';
import { type Figures, routeKey } from '../../state/metrics.ts';
import { useStores } from '../../state/stores-context.ts';
import { IconButton } from '../../ui/button.tsx';
import { EditorIcon } from '../../ui/icons.tsx';
import { useTongue, useWords } from '../../words/words.ts';
import type { NamedRoute } from './routes-by-key.ts';
import { sayRate, sayShare, sayTime } from './say.ts';

type BusyRoutesProps = {
  readonly figures: Figures;
  readonly selected: string | undefined;
  readonly named: ReadonlyMap<string, NamedRoute>;
};

/** Every route that was passed, the busiest first; one of them is looked at above. */
export const BusyRoutes = ({ figures, selected, named }: BusyRoutesProps) => {
  const t = useWords('metrics');
  const language = useTongue();
  const { metrics, navigation, draft } = useStores();
  const seconds = (figures.stepMs * figures.total.steps.length) / 1_000;
  return (
    <table className="busy-routes">
      <caption>{t('routes')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('column.route')}</th>
          <th scope="col">{t('column.trend')}</th>
          <th scope="col">{t('column.rate')}</th>
          <th scope="col">{t('column.errors')}</th>
          <th scope="col">p50</th>
          <th scope="col">p95</th>
          <th scope="col">p99</th>
        </tr>
      </thead>
      <tbody>
        {figures.routes.length === 0 && (
          <tr>
            <td colSpan={7}>{t('noRoute')}</td>
          </tr>
        )}
        {figures.routes.map((one) => {
          const key = routeKey(one);
          const route = named.get(key);
          const name = route?.name ?? one.route;
          const pressed = key === selected;
          return (
            <tr key={key}>
              <th scope="row">
                <div className="route-and-line">
                  <button
                    type="button"
                    className="route-choice"
                    aria-pressed={pressed}
                    onClick={() => metrics.select(pressed ? undefined : key)}
                  >
                    <span className="mono">{name}</span>
                    <span className="muted mono">{one.virtualHost}</span>
                  </button>
                  {route !== undefined && (
                    <IconButton
                      label={t('show', { name })}
                      onPress={() => navigation.jumpTo(locateInDraft(route.origin, draft.getState().table))}
                    >
                      <EditorIcon size={14} />
                    </IconButton>
                  )}
                </div>
              </th>
              <td>
                <Trend values={one.steps.map(({ requests }) => requests)} />
              </td>
              <td>{sayRate(language, one.requests / seconds)}</td>
              <td className={one.errors > 0 ? 'bad' : undefined}>{sayShare(language, one.errors / one.requests)}</td>
              <td>{sayTime(language, one.p50)}</td>
              <td>{sayTime(language, one.p95)}</td>
              <td>{sayTime(language, one.p99)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
};

/** The shape of the rate, without figures: these stand beside it. */
const Trend = ({ values }: { readonly values: readonly number[] }) => {
  const top = Math.max(1, ...values);
  const points = values.map((value, step) => `${step},${(20 - (value / top) * 18).toFixed(1)}`).join(' ');
  return (
    <svg className="trend" viewBox={`0 0 ${values.length - 1} 20`} preserveAspectRatio="none" aria-hidden="true">
      <polyline points={points} />
    </svg>
  );
};
