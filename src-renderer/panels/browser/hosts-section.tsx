import { useRef } from 'react';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { langOf } from '../../ui/lang-of.ts';
import { Notice } from '../../ui/notice.tsx';
import { useKeepFocus } from '../../ui/use-keep-focus.ts';
import { useTongue, useWords } from '../../words/words.ts';
import { HostsOutcomeNotice } from './hosts-outcome.tsx';
import { HostsSheet } from './hosts-sheet.tsx';
import { OnQuit } from './on-quit.tsx';

/** What Slipway has written into the hosts file of this machine, and the way in and out. */
export const HostsSection = () => {
  const { hosts: store } = useStores();
  const t = useWords('browser');
  const hosts = useSlice('reach', (state) => state.known?.hosts);
  const plan = useSlice('hosts', (state) => state.plan);
  const doing = useSlice('hosts', (state) => state.doing);
  const part = useRef<HTMLElement>(null);
  useKeepFocus(part);
  if (hosts === undefined) return null;
  const active = namesOf(hosts.entries).length;
  const busy = doing === 'apply' || doing === 'clean';
  return (
    <section aria-label={t('hosts.title')} ref={part} tabIndex={-1} className="hosts">
      <header className="section-head">
        <h3>{t('hosts.title')}</h3>
        <Badge tone={active > 0 ? 'accent' : 'neutral'}>
          {active > 0 ? t('hosts.active', { count: active }) : t('hosts.none')}
        </Badge>
        <code>{hosts.file}</code>
      </header>
      {hosts.failure !== undefined && <Notice tone="warn">{hosts.failure.message}</Notice>}
      <HostsOutcomeNotice />
      {active === 0 && <p className="muted">{t('hosts.explain')}</p>}
      {active > 0 && <Entries />}
      <ul className="plain-list" lang="en">
        {hosts.notes.map((note) => (
          <li key={note} className="muted" lang={langOf(note)}>
            {note}
          </li>
        ))}
      </ul>
      {plan === undefined ? (
        <div className="ways">
          <Button disabled={doing !== undefined || hosts.rights === 'none'} onPress={() => void store.plan()}>
            {t(doing === 'plan' ? 'hosts.planning' : active > 0 ? 'hosts.change' : 'hosts.write')}
          </Button>
          {(active > 0 || hosts.cutOff === true) && (
            <Button disabled={busy} onPress={() => void store.clean()}>
              {t(doing === 'clean' ? 'hosts.cleaning' : active > 0 ? 'hosts.clean' : 'hosts.mend')}
            </Button>
          )}
        </div>
      ) : (
        <HostsSheet plan={plan} />
      )}
      {hosts.rights === 'none' && <p className="muted">{t('hosts.rights.none')}</p>}
      <OnQuit />
    </section>
  );
};

const Entries = () => {
  const t = useWords('browser');
  const tongue = useTongue();
  const entries = useSlice('reach', (state) => state.known?.hosts.entries ?? []);
  const since = useSlice('reach', (state) => state.known?.hosts.since);
  return (
    <>
      {since !== undefined && (
        <p className="muted">{t('hosts.since', { time: new Date(since).toLocaleString(tongue) })}</p>
      )}
      <ul className="entries" aria-label={t('hosts.entries')}>
        {entries.map(({ address, name }) => (
          <li key={`${address} ${name}`} className="mono">
            {address} {name}
          </li>
        ))}
      </ul>
    </>
  );
};

const namesOf = (entries: readonly { readonly name: string }[]): readonly string[] => [
  ...new Set(entries.map(({ name }) => name)),
];
