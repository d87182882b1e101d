import type { Figures } from '../../state/metrics.ts';
import { useTongue, useWords } from '../../words/words.ts';
import { sayNumber, sayRate, sayShare, sayTime } from './say.ts';

/** The figures of the whole stretch, side by side. */
export const Tiles = ({ figures, shown }: { readonly figures: Figures; readonly shown: Figures['total'] }) => {
  const t = useWords('metrics');
  const language = useTongue();
  const seconds = (figures.stepMs * shown.steps.length) / 1_000;
  const share = shown.requests === 0 ? 0 : shown.errors / shown.requests;
  const tiles = [
    [t('tile.requests'), sayNumber(language, shown.requests)],
    [t('tile.rate'), sayRate(language, shown.requests / seconds)],
    [t('tile.errors'), `${sayNumber(language, shown.errors)} (${sayShare(language, share)})`],
    [t('tile.clientErrors'), sayNumber(language, shown.clientErrors)],
    ['p50', sayTime(language, shown.p50)],
    ['p95', sayTime(language, shown.p95)],
    ['p99', sayTime(language, shown.p99)],
  ] as const;
  return (
    <dl className="tiles">
      {tiles.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
};
