import type { Converted, ReportEntry } from '#core/convert/answers.ts';
import type { Place } from '#core/text/diagnostic.ts';
import { Badge } from '../../ui/badge.tsx';
import { type Say, useWords } from '../../words/words.ts';

type Done = Extract<Converted, { readonly ok: true }>;

const sorts: readonly {
  readonly is: ReportEntry['is'];
  readonly tone: 'error' | 'warn' | 'info';
}[] = [
  { is: 'lost', tone: 'error' },
  { is: 'approximated', tone: 'warn' },
  { is: 'decide', tone: 'info' },
];

/** What the new documents do not do, or do otherwise; each entry leads to its line. */
export const ConvertReport = ({ done, onGo }: { readonly done: Done; readonly onGo: (place: Place) => void }) => {
  const t = useWords('visual');
  const { report, checked } = done;
  return (
    <section className="convert-report" aria-label={t('convert.report')}>
      <p className="convert-checked">{sayChecked(t, checked)}</p>
      {report.length === 0 && <p>{t('convert.nothingLost')}</p>}
      {sorts.map(({ is, tone }) => {
        const title = t(`convert.${is}`);
        const entries = report.filter((one) => one.is === is);
        if (entries.length === 0) return null;
        return (
          <section key={is} aria-label={title}>
            <h3>
              {title} <Badge tone={tone}>{entries.length}</Badge>
            </h3>
            <ul>
              {entries.map((entry) => (
                <li key={`${entry.place.file} ${entry.field} ${entry.message}`}>
                  <button type="button" className="convert-entry" onClick={() => onGo(entry.place)}>
                    <span className="mono convert-field">{entry.field}</span>
                    <span className="mono muted convert-place">{`${entry.place.file}:${entry.place.line}`}</span>
                    <span className="convert-message" lang="en">
                      {entry.message}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </section>
  );
};

/** What running both against the same requests has shown. */
const sayChecked = (t: Say<'visual'>, { requests, different }: Done['checked']): string => {
  if (requests === 0) return t('convert.notChecked');
  if (different === 0) return t('convert.same', { count: requests });
  return t(different === 1 ? 'convert.isOther' : 'convert.areOther', { count: requests, different });
};
