import { type KeyboardEvent, memo } from 'react';
import type { Diagnostic, Severity } from '#core/text/diagnostic.ts';
import { useStores } from '../../state/stores-context.ts';
import { ErrorIcon, InformationIcon, WarningIcon } from '../../ui/icons.tsx';
import { useWords } from '../../words/words.ts';
import { applyKey } from './fix-menu.ts';

const icons = { error: ErrorIcon, warning: WarningIcon, information: InformationIcon };

type ProblemItemProps = {
  readonly diagnostic: Diagnostic;
  /** Why it is ignored, where it is. */
  readonly because: string | undefined;
  readonly fix: string | undefined;
  readonly onFix: (diagnostic: Diagnostic, title: string) => void;
};

/** One problem: a press goes to its place, a button or a key applies its fix, its code can be copied. Drawn anew only when it is another one. */
export const ProblemItem = memo(({ diagnostic, because, fix, onFix }: ProblemItemProps) => {
  const { navigation } = useStores();
  const t = useWords('editor');
  const { severity, message, place, code, istio } = diagnostic;
  const press = (event: KeyboardEvent<HTMLElement>) => {
    moveFocus(event);
    if (event.key !== '.' || !(event.ctrlKey || event.metaKey) || fix === undefined) return;
    event.preventDefault();
    onFix(diagnostic, fix);
  };
  return (
    <li className={`problem-item ${severity} ${because === undefined ? '' : 'suppressed'}`}>
      <button type="button" className="problem" onClick={() => navigation.jumpTo(place)} onKeyDown={press}>
        <SeverityIcon severity={severity} />
        <span>
          <span lang="en">{message}</span>
          {because !== undefined && <em> {t('problems.because', { reason: because })}</em>}
        </span>
        <span className="mono muted">
          {place.line}:{place.column}
        </span>
      </button>
      <span className="problem-about">
        {fix !== undefined && (
          <button
            type="button"
            className="problem-fix"
            lang="en"
            title={`${fix} (${applyKey()})`}
            onClick={() => onFix(diagnostic, fix)}
          >
            {fix}
          </button>
        )}
        {istio !== undefined && <span className="badge">{istio}</span>}
        <button
          type="button"
          className="problem-code mono"
          title={t('problems.copyCode')}
          onClick={() => void navigator.clipboard?.writeText(code)}
        >
          {code}
        </button>
      </span>
    </li>
  );
});

export const SeverityIcon = ({ severity }: { readonly severity: Severity }) => {
  const Icon = icons[severity];
  const t = useWords('editor');
  return (
    <span className={`severity ${severity}`}>
      <Icon size={15} />
      <span className="hidden-visually">{t('severity.said', { severity: t(`severity.${severity}`) })}</span>
    </span>
  );
};

/** Arrow keys go from one problem to the next, whatever stands between them. */
const moveFocus = (event: KeyboardEvent<HTMLElement>) => {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const all = [...(event.currentTarget.closest('.problems-rows')?.querySelectorAll<HTMLElement>('.problem') ?? [])];
  all[all.indexOf(event.currentTarget) + step]?.focus();
};
