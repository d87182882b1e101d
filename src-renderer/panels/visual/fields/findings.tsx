import { useEffect, useState } from 'react';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import { applyFixNamed } from '../../../state/apply-fix.ts';
import { problemKey } from '../../../state/problems.ts';
import { useStores } from '../../../state/stores-context.ts';
import { ErrorIcon, InformationIcon, WarningIcon } from '../../../ui/icons.tsx';
import { useWords } from '../../../words/words.ts';

const icons = { error: ErrorIcon, warning: WarningIcon, information: InformationIcon };

/** What the analysis says about a value, in the words of the editor, with the fix it prefers. */
export const Findings = ({ found }: { readonly found: readonly Diagnostic[] }) =>
  found.length === 0 ? null : (
    <ul className="findings">
      {found.map((one) => (
        <Finding key={problemKey(one)} diagnostic={one} />
      ))}
    </ul>
  );

const Finding = ({ diagnostic }: { readonly diagnostic: Diagnostic }) => {
  const { files, draft, language } = useStores();
  const [fix, setFix] = useState<string>();
  const [problem, setProblem] = useState('');
  const { severity, message } = diagnostic;
  const t = useWords('visual');
  useEffect(() => {
    let wanted = true;
    const none = () => undefined;
    void language.fixes(diagnostic).then((fixes) => wanted && setFix(fixes?.find((one) => one.preferred)?.title), none);
    return () => {
      wanted = false;
    };
  }, [language, diagnostic]);
  const Icon = icons[severity];
  const apply = (title: string) =>
    void applyFixNamed({ files, draft, language }, diagnostic, title).then((applied) =>
      setProblem(applied.ok ? '' : applied.message),
    );
  return (
    <li className={`finding ${severity}`}>
      <Icon size={14} />
      <span>
        <span className="hidden-visually">{t('severity.said', { severity: t(`severity.${severity}`) })}</span>
        <span lang="en">{message}</span>{' '}
        {fix !== undefined && (
          <button type="button" className="link" lang="en" onClick={() => apply(fix)}>
            {fix}
          </button>
        )}
        {problem !== '' && <span role="alert"> {problem}</span>}
      </span>
    </li>
  );
};
