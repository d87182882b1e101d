import { useEffect, useRef } from 'react';
import type { Result } from '#core/failure.ts';
import type { HostsPlan } from '#core/hosts-file/plan.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { Command } from '../../ui/copy-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useWords } from '../../words/words.ts';
import { HostsDiff } from './hosts-diff.tsx';
import { HostsNames } from './hosts-names.tsx';

/** What would be written, for a person to decide about: the names, each line that changes, and who is asked for the rights. */
export const HostsSheet = ({ plan }: { readonly plan: Result<HostsPlan> }) => {
  const { hosts } = useStores();
  const t = useWords('browser');
  const doing = useSlice('hosts', (state) => state.doing);
  const names = useSlice('hosts', (state) => state.names);
  const sheet = useRef<HTMLElement>(null);
  // It may open far below the button that asked for it.
  useEffect(() => {
    sheet.current?.focus({ preventScroll: true });
    sheet.current?.scrollIntoView?.({ block: 'nearest' });
  }, []);
  const nothing = plan.ok && plan.value.changes.every(({ is }) => is === 'same');
  const cancel = (
    <Button look="quiet" disabled={doing === 'apply'} onPress={hosts.closeSheet}>
      {t(nothing ? 'session.close' : 'hosts.cancel')}
    </Button>
  );
  if (!plan.ok) {
    return (
      <section className="hosts-sheet" aria-label={t('hosts.sheet')} ref={sheet} tabIndex={-1}>
        <Notice tone="error">{plan.failure.message}</Notice>
        <div className="ways">
          <Button onPress={() => void hosts.plan(names)}>{t('hosts.again')}</Button>
          {cancel}
        </div>
      </section>
    );
  }
  const { changes, conflicts, refused, repairs, notes, rights, command, failure, file } = plan.value;
  return (
    <section
      className="hosts-sheet"
      aria-label={t('hosts.sheet')}
      aria-busy={doing !== undefined}
      ref={sheet}
      tabIndex={-1}
    >
      <HostsNames plan={plan.value} />
      {nothing ? <p>{t('hosts.same')}</p> : <HostsDiff label={t('hosts.diff', { file })} changes={changes} />}
      <Remarks
        title={t('hosts.conflicts')}
        lines={conflicts.map(({ name, line, text }) => ({ head: t('hosts.conflict', { name, line }), text }))}
        code
      />
      <Remarks
        title={t('hosts.refused')}
        // Wildcards of the table are spoken of beside the names already.
        lines={refused
          .filter(({ name }) => !name.startsWith('*.') || names?.includes(name))
          .map(({ name, reason }) => ({ head: t('hosts.refusedOne', { name }), text: reason }))}
      />
      <Remarks title={t('hosts.repairs')} lines={repairs.map((text) => ({ head: '', text }))} />
      <Remarks title={t('hosts.notes')} lines={notes.map((text) => ({ head: '', text }))} />
      {failure !== undefined && <Notice tone="warn">{failure.message}</Notice>}
      {!nothing && <p>{t(`hosts.rights.${rights}`)}</p>}
      {!nothing && command !== undefined && rights !== 'own' && <Command text={command} />}
      <div className="ways">
        {!nothing && (rights === 'own' || rights === 'prompt') && (
          <Button look="primary" disabled={doing !== undefined} onPress={() => void hosts.apply()}>
            {t(doing === 'apply' ? 'hosts.applying' : rights === 'prompt' ? 'hosts.applyAsk' : 'hosts.apply')}
          </Button>
        )}
        {!nothing && rights === 'command' && (
          <Button disabled={doing !== undefined} onPress={() => void hosts.plan(names)}>
            {t('hosts.again')}
          </Button>
        )}
        {cancel}
      </div>
    </section>
  );
};

type RemarksProps = {
  readonly title: string;
  readonly lines: readonly { readonly head: string; readonly text: string }[];
  readonly code?: boolean;
};

const Remarks = ({ title, lines, code = false }: RemarksProps) =>
  lines.length === 0 ? null : (
    <div className="remarks">
      <p>{title}</p>
      <ul>
        {lines.map(({ head, text }) => (
          <li key={`${head} ${text}`}>
            {head} {code ? <code>{text}</code> : <span lang="en">{text}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
