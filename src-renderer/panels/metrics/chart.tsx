import type { Figures } from '../../state/metrics.ts';
import { useTongue, useWords } from '../../words/words.ts';
import { sayClock, sayRate, sayTime } from './say.ts';

export type Line = {
  readonly name: string;
  readonly look: 'accent' | 'info' | 'warn' | 'error';
  /** One for each step; undefined where nothing was measured. */
  readonly values: readonly (number | undefined)[];
};

type ChartProps = {
  readonly title: string;
  readonly unit: 'ms' | 'perSecond';
  readonly figures: Figures;
  readonly lines: readonly Line[];
};

/** Lines over time, and the same as a table for whoever reads rather than looks. */
export const Chart = ({ title, unit, figures, lines }: ChartProps) => {
  const t = useWords('metrics');
  const language = useTongue();
  const say = (value: number) => (unit === 'ms' ? sayTime(language, value) : sayRate(language, value));
  const steps = figures.total.steps.length;
  const top = niceTop(Math.max(0, ...lines.flatMap(({ values }) => values.map((value) => value ?? 0))));
  const timeOf = (step: number) => sayClock(language, figures.until - (steps - step) * figures.stepMs);
  return (
    <figure className="chart">
      <figcaption>
        {title}
        <span className="legend">
          {lines.map(({ name, look }) => (
            <span key={name} className={`line-${look}`}>
              {name}
            </span>
          ))}
        </span>
      </figcaption>
      <div className="plot" aria-hidden="true">
        <span className="top">{say(top)}</span>
        <span className="bottom">0</span>
        <svg viewBox={`0 0 ${steps} 100`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
          <path className="grid" d={`M0 50H${steps}M0 0H${steps}M0 100H${steps}`} />
          {lines.map(({ name, look, values }) => (
            <path key={name} className={`line line-${look}`} d={pathOf(values, top)} />
          ))}
        </svg>
        <span className="from">{timeOf(0)}</span>
        <span className="to">{timeOf(steps)}</span>
      </div>
      <details>
        <summary>{t('asTable', { title })}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('column.until')}</th>
              {lines.map(({ name }) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: steps }, (_, back) => steps - 1 - back)
              .filter((step) => lines.some(({ values }) => (values[step] ?? 0) > 0))
              .map((step) => (
                <tr key={step}>
                  <th scope="row">{timeOf(step + 1)}</th>
                  {lines.map(({ name, values }) => (
                    <td key={name}>{values[step] === undefined ? '–' : say(values[step])}</td>
                  ))}
                </tr>
              ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
};

/** One step of the path is the width of a step of time; where nothing was measured the line is interrupted. */
const pathOf = (values: readonly (number | undefined)[], top: number): string =>
  values
    .map((value, step) => {
      if (value === undefined) return '';
      const y = (100 - (value / top) * 100).toFixed(2);
      return `${step > 0 && values[step - 1] !== undefined ? 'L' : 'M'}${step} ${y}H${step + 1}`;
    })
    .join('');

/** The next of 1, 2 and 5 times a power of ten. */
const niceTop = (most: number): number => {
  if (most <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return ([1, 2, 5, 10].find((step) => step * power >= most) ?? 10) * power;
};
