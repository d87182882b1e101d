import type { Exchange } from '#core/traffic/exchange.ts';
import { phasesOf } from '../../../state/timing-phases.ts';
import { useWords } from '../../../words/words.ts';
import { duration } from '../formats.ts';

/** When what happened: a table whose last column draws it. */
export const TimingView = ({ exchange }: { readonly exchange: Exchange }) => {
  const t = useWords('exchange');
  const { phases, total } = phasesOf(exchange);
  const share = (ms: number) => `${total === 0 ? 0 : Math.min(100, (ms / total) * 100)}%`;
  return (
    <section className="timing" aria-label={t('tab.timing')}>
      <table>
        <caption className="hidden-visually">{t('timing.caption', { total: duration(total) })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('timing.phase')}</th>
            <th scope="col" className="number">
              {t('timing.start')}
            </th>
            <th scope="col" className="number">
              {t('timing.took')}
            </th>
            <td />
          </tr>
        </thead>
        <tbody>
          {phases.map(({ phase, start, took }) => (
            <tr key={phase} className={phase}>
              <th scope="row" title={t(`timing.about.${phase}`)}>
                {t(`timing.${phase}`)}
              </th>
              <td className="number">{duration(start)}</td>
              <td className="number">{duration(took)}</td>
              <td aria-hidden="true" className="track">
                <span style={{ marginInlineStart: share(start), width: share(took) }} />
              </td>
            </tr>
          ))}
          <tr className="total">
            <th scope="row">{t(exchange.open ? 'timing.soFar' : 'timing.total')}</th>
            <td />
            <td className="number">{duration(total)}</td>
            <td aria-hidden="true" />
          </tr>
        </tbody>
      </table>
      <dl className="about">
        {phases.map(({ phase }) => (
          <div key={phase}>
            <dt>{t(`timing.${phase}`)}</dt>
            <dd>{t(`timing.about.${phase}`)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
};
