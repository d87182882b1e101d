import type { CheckResult, Fix } from '#core/doctor/report.ts';
import { useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { Command } from '../../ui/copy-button.tsx';
import { CheckIcon, ClearIcon, ErrorIcon, WarningIcon } from '../../ui/icons.tsx';
import { langOf } from '../../ui/lang-of.ts';
import type { en } from '../../words/catalogues.ts';
import { useWords } from '../../words/words.ts';

const icons = { ok: CheckIcon, warning: WarningIcon, failure: ErrorIcon, skipped: ClearIcon };

type CheckId = keyof (typeof en)['doctor']['check'];

/** One check: how it stands by picture and word, why, and what to do. */
export const CheckLine = ({ line }: { readonly line: CheckResult }) => {
  const t = useWords('doctor');
  const Icon = icons[line.result];
  const title = t(`check.${line.id as CheckId}`, { defaultValue: line.title });
  return (
    <li className={`check-line ${line.result}`} aria-label={`${title}: ${t(`result.${line.result}`)}`}>
      <span className="check-state">
        <Icon size={16} />
        {t(`result.${line.result}`)}
      </span>
      <div className="check-words">
        <p className="check-head">
          <strong>{title}</strong>{' '}
          <span>
            <span className="check-says" lang={langOf(line.says)}>
              {line.says}
            </span>
            {line.cause !== undefined && (
              <code className="check-cause" title={t('cause')}>
                {line.cause}
              </code>
            )}
          </span>
        </p>
        {line.fix !== undefined && <FixLine fix={line.fix} needed={line.result !== 'ok'} />}
      </div>
    </li>
  );
};

/** `needed`: something is wrong; else it is what could be had as well. */
const FixLine = ({ fix, needed }: { readonly fix: Fix; readonly needed: boolean }) => {
  const t = useWords('doctor');
  const carryOut = useDeed(fix);
  return (
    <div className="check-fix">
      <p className={needed ? '' : 'muted'} lang={langOf(fix.says)}>
        → {fix.says}
      </p>
      {needed && fix.command !== undefined && <Command text={fix.command} />}
      {fix.deed !== undefined && <Button onPress={carryOut}>{t(`deed.${fix.deed}`)}</Button>}
    </div>
  );
};

/** Leads to where it can be done; nothing is done by that alone. */
const useDeed = ({ deed, command }: Fix) => {
  const { navigation, hosts, flow } = useStores();
  return () => {
    if (deed === 'settings') flow.open('settings');
    else if (deed === 'certificates' || deed === 'services') navigation.openPanel(deed);
    else if (deed !== undefined) {
      navigation.openPanel('browser');
      // What would be written is shown there; to take names out has a button of its own.
      if (deed === 'hosts' && command?.endsWith('clean') !== true) void hosts.plan();
    }
  };
};
