import { printReport } from '#core/doctor/print-report.ts';
import type { CheckGroup } from '#core/doctor/report.ts';
import type { Report } from '../../state/doctor.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { CheckIcon, DoctorIcon } from '../../ui/icons.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { useTongue, useWords } from '../../words/words.ts';
import { CheckLine } from './check-line.tsx';
import './doctor.css';

/** What of this machine is in the way of names, ports, certificates and services: one cause and one thing to do for each. */
export const DoctorPanel = () => {
  const t = useWords('doctor');
  const { doctor } = useStores();
  const report = useSlice('doctor', (state) => state.report);
  const running = useSlice('doctor', (state) => state.running);
  const failure = useSlice('doctor', (state) => state.failure);
  return (
    <>
      <header className="panel-head doctor-head">
        <h2>{t('title')}</h2>
        <Summary report={report} running={running} />
        <span className="spacer" />
        {report !== undefined && <CopyButton text={printReport(report, { colour: false })} what={t('report')} />}
        {report !== undefined && (
          <Button disabled={running} onPress={() => void doctor.run()}>
            {t(running ? 'running' : 'again')}
          </Button>
        )}
      </header>
      {failure !== undefined && <Notice tone="error">{failure.message}</Notice>}
      <div className="panel-body doctor" aria-busy={running}>
        {report === undefined ? <NotYet running={running} /> : <Results report={report} />}
      </div>
    </>
  );
};

const NotYet = ({ running }: { readonly running: boolean }) => {
  const t = useWords('doctor');
  const { doctor } = useStores();
  return (
    <Empty icon={<DoctorIcon size={32} />} title={t(running ? 'looking.title' : 'empty.title')}>
      <p>{t(running ? 'looking.text' : 'empty.text')}</p>
      <Button look="primary" disabled={running} onPress={() => void doctor.run()}>
        {t(running ? 'running' : 'run')}
      </Button>
    </Empty>
  );
};

/** How it stands, said again whenever it is another. */
const Summary = ({ report, running }: { readonly report: Report | undefined; readonly running: boolean }) => {
  const t = useWords('doctor');
  const count = (result: string) => report?.checks.filter((one) => one.result === result).length ?? 0;
  const failing = count('failure');
  const warnings = count('warning');
  return (
    <span className="doctor-summary" role="status">
      {report === undefined || running ? null : failing + warnings === 0 ? (
        <Badge tone="ok">{t('well')}</Badge>
      ) : (
        <>
          {failing > 0 && <Badge tone="error">{t('failing', { count: failing })}</Badge>}
          {warnings > 0 && <Badge tone="warn">{t('warnings', { count: warnings })}</Badge>}
        </>
      )}
    </span>
  );
};

const groups = ['services', 'ports', 'names', 'browser', 'certificates', 'machine'] as const satisfies CheckGroup[];

const Results = ({ report }: { readonly report: Report }) => {
  const t = useWords('doctor');
  const tongue = useTongue();
  const { doctor } = useStores();
  const onlyProblems = useSlice('doctor', (state) => state.onlyProblems);
  const shown = report.checks.filter(({ result }) => !onlyProblems || result === 'failure' || result === 'warning');
  const time = new Date(report.at).toLocaleTimeString(tongue, { hour12: false });
  return (
    <>
      <div className="doctor-tools">
        <Segmented
          label={t('show.label')}
          value={onlyProblems ? 'problems' : 'all'}
          options={[
            { id: 'all', label: t('show.all') },
            { id: 'problems', label: t('show.problems') },
          ]}
          onChange={(next) => doctor.showOnlyProblems(next === 'problems')}
        />
        <span className="muted">{t('last', { time, seconds: (report.durationMs / 1000).toFixed(1) })}</span>
      </div>
      {shown.length === 0 && (
        <p className="doctor-none">
          <CheckIcon size={16} /> {t('noProblems')}
        </p>
      )}
      {groups.map((group) => {
        const lines = shown.filter((one) => one.group === group);
        if (lines.length === 0) return null;
        return (
          <section key={group} aria-label={t(`group.${group}`)}>
            <h3>{t(`group.${group}`)}</h3>
            <ul>
              {lines.map((line) => (
                <CheckLine key={`${line.id} ${line.cause ?? ''}`} line={line} />
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
};
