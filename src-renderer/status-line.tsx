import { useMemo } from 'react';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import type { ListenerState, MeshState } from '#core/traffic/gateway-state.ts';
import { ReachChips } from './reach-chips.tsx';
import { diskProblems, useProblems, useUnsaved } from './state/live-problems.ts';
import { type Count, compareProblems } from './state/problems.ts';
import { useSlice, useStores } from './state/stores-context.ts';
import { rich } from './words/rich.ts';
import { type Say, useWords } from './words/words.ts';

/** Gateway, listeners, generation, problems, unsaved files, connection: always in sight. */
export const StatusLine = () => {
  const { files, navigation } = useStores();
  const t = useWords('window');
  const running = useSlice('running', (state) => state.running);
  const connection = useSlice('running', (state) => state.connection);
  const unsaved = useSlice('files', (state) => state.files.filter(({ draft }) => draft !== undefined).length);
  const behind = useSlice('draft', (state) => state.behind);
  const bug = useSlice('draft', (state) => state.bug);
  const listeners = running?.gateway.listeners ?? [];
  const { tone, is } = gatewayState(connection, listeners, running !== undefined);
  return (
    <footer className="status-line" data-part="status" tabIndex={-1}>
      <span>
        <span className={`dot ${tone}`} />
        <span role="status">{t(`status.${is}`)}</span>
      </span>
      {listeners.map((listener) => (
        <Listener key={`${listener.listener} ${listener.port}`} listener={listener} />
      ))}
      {running?.gateway.mesh !== undefined && <MeshProxy mesh={running.gateway.mesh} />}
      <ReachChips />
      <span className="spacer" />
      {bug !== undefined && <span className="bad">{rich(t('status.bug'), { why: <span lang="en">{bug}</span> })}</span>}
      {behind && <span className="checking">{t('status.checking')}</span>}
      <Progress />
      <ProblemCount unsaved={unsaved > 0} />
      {unsaved > 0 && (
        <button type="button" className="link" onClick={() => void files.saveAll()}>
          {t('status.unsaved', { count: unsaved })}
        </button>
      )}
      {running !== undefined && running.waiting.length > 0 && (
        <button type="button" className="link" onClick={() => navigation.openPanel('review')}>
          {t(running.applyOn === 'review' ? 'status.review' : 'status.waiting', { count: running.waiting.length })}
        </button>
      )}
      {running !== undefined && <span>{t('status.generation', { generation: running.gateway.generation })}</span>}
    </footer>
  );
};

/** What takes longer than a moment, for as long as it does. */
const Progress = () => {
  const t = useWords('flow');
  const doing = useSlice('progress', (state) => state.doing);
  const [first, ...others] = [...new Set(doing.map(({ what }) => what))];
  return (
    // Always there, so that what comes into it is read out.
    <span role="status" className={first === undefined ? 'progress' : 'progress checking'}>
      {first !== undefined &&
        [t(`progress.${first}`), ...(others.length > 0 ? [t('progress.more', { count: others.length })] : [])].join(
          ' ',
        )}
    </span>
  );
};

/** How many problems there are, and whose: what is only typed bothers nobody but the one who typed it. */
const ProblemCount = ({ unsaved }: { readonly unsaved: boolean }) => {
  const { navigation } = useStores();
  const t = useWords('window');
  const draft = useProblems();
  const behind = useSlice('draft', (state) => state.behind);
  const running = useSlice('running', (state) => state.running);
  const files = useUnsaved();
  const disk = useMemo(() => diskProblems(running, files), [running, files]);
  const words = useMemo(() => {
    // Where everything is saved both are the same text; the one that is here first counts.
    const { both, typed, mended } = compareProblems(draft, unsaved ? disk : draft);
    return [
      counts(t, both),
      typed.errors + typed.warnings > 0 && t('status.typed', { counts: counts(t, typed) }),
      !behind && mended.errors + mended.warnings > 0 && t('status.mended', { counts: counts(t, mended) }),
    ].filter(Boolean);
  }, [draft, disk, unsaved, behind, t]);
  const first = worstOf(draft) ?? worstOf(disk);
  if (words.length === 0) return <span role="status">{t('status.noProblems')}</span>;
  return (
    <span role="status">
      <button type="button" className="link" onClick={() => first !== undefined && navigation.jumpTo(first.place)}>
        {words.join(t('status.separator'))}
      </button>
    </span>
  );
};

const counts = (t: Say<'window'>, { errors, warnings }: Count): string => {
  const [first, second] = [t('errors', { count: errors }), t('warnings', { count: warnings })];
  if (errors > 0 && warnings > 0) return t('list', { first, second });
  return errors > 0 ? first : warnings > 0 ? second : '';
};

const Listener = ({ listener }: { readonly listener: ListenerState }) => {
  const t = useWords('window');
  if (listener.bound === undefined) {
    return (
      <span className="bad" title={listener.failure?.message}>
        {t('status.notOpen', { port: listener.port })}
      </span>
    );
  }
  const address = addressOf(listener.addresses[0] ?? '127.0.0.1', listener.bound);
  const gateways = t('status.gateways', { protocol: listener.protocol, names: listener.gateways.join(', ') });
  if (listener.proxy !== undefined) {
    return (
      <span className="mono" title={t('status.egress', { proxy: listener.proxy, gateways })}>
        {t('status.egressPort', { port: listener.port, address })}
      </span>
    );
  }
  return (
    <span className="mono" title={listener.moved ?? listener.wide ?? gateways}>
      {listener.port} → {address}
    </span>
  );
};

/** Where a workload gets into the mesh, in the words to put before its command. */
const MeshProxy = ({ mesh }: { readonly mesh: MeshState }) => {
  const t = useWords('window');
  if (mesh.bound === undefined) {
    return (
      <span className="bad" title={mesh.failure?.message}>
        {t('status.meshNotOpen')}
      </span>
    );
  }
  return (
    <span className="mono" title={mesh.moved ?? t('status.meshUse')}>
      {t('status.mesh', { command: `http_proxy=http://${addressOf(mesh.address, mesh.bound)}` })}
    </span>
  );
};

const addressOf = (address: string, port: number): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;

const worstOf = (diagnostics: readonly Diagnostic[]): Diagnostic | undefined =>
  diagnostics.find((one) => one.severity === 'error') ?? diagnostics.find((one) => one.severity === 'warning');

/** `is`: the key of its words. */
const gatewayState = (connection: string, listeners: readonly ListenerState[], known: boolean) => {
  if (connection === 'lost') return { tone: 'error', is: 'lost' } as const;
  if (!known) return { tone: '', is: 'connecting' } as const;
  const open = listeners.filter(({ bound }) => bound !== undefined).length;
  if (listeners.length === 0) return { tone: '', is: 'noListeners' } as const;
  if (open === 0) return { tone: 'error', is: 'noPorts' } as const;
  return open < listeners.length ? ({ tone: 'warn', is: 'inPart' } as const) : ({ tone: 'ok', is: 'running' } as const);
};
