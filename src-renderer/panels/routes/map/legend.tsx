import { useWords } from '../../../words/words.ts';

/** What the lines and marks of the map mean. */
export const Legend = () => {
  const t = useWords('routes');
  return (
    <details className="map-legend">
      <summary>{t('legend.title')}</summary>
      <ul>
        <li>
          <span className="map-line" /> {t('legend.requests')}
        </li>
        <li>
          <span className="map-line copies" /> {t('legend.copies')}
        </li>
        <li>
          <span className="map-line failing" /> {t('legend.failing')}
        </li>
        <li>{t('legend.changes')}</li>
        <li>{t('legend.drag')}</li>
        <li>{t('legend.keys')}</li>
        <li>{t('legend.zoom')}</li>
      </ul>
    </details>
  );
};
