import type { Converted, ReportEntry } from '#core/convert/answers.ts';
import type { Place } from '#core/text/diagnostic.ts';
import { Badge } from '../../ui/badge.tsx';

type Done = Extract<Converted, { readonly ok: true }>;

const sorts: readonly {
  readonly is: ReportEntry['is'];
  readonly title: string;
  readonly tone: 'error' | 'warn' | 'info';
}[] = [
  { is: 'lost', title: 'Lost', tone: 'error' },
  { is: 'approximated', title: 'Approximated', tone: 'warn' },
  { is: 'decide', title: 'To decide', tone: 'info' },
];

/** What the new documents do not do, or do otherwise; each entry leads to its line. */
export const ConvertReport = ({ done, onGo }: { readonly done: Done; readonly onGo: (place: Place) => void }) => {
  const { report, checked } = done;
  return (
    <section className="convert-report" aria-label="what is different">
      <p className="convert-checked">{sayChecked(checked)}</p>
      {report.length === 0 && <p>Nothing is lost: every field has its equal.</p>}
      {sorts.map(({ is, title, tone }) => {
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
                    <span className="convert-message">{entry.message}</span>
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
const sayChecked = ({ requests, different }: Done['checked']): string => {
  if (requests === 0) return 'There was no request to check it with.';
  const count = requests === 1 ? 'one generated request' : `${requests} generated requests`;
  return different === 0
    ? `Checked with ${count}: each is answered as before.`
    : `Checked with ${count}: ${different} ${different === 1 ? 'is' : 'are'} answered otherwise, for the reasons below.`;
};
