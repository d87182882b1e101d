import { useDeferredValue, useMemo } from 'react';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import type { ListenerState, MeshState } from '#core/traffic/gateway-state.ts';
import { type Count, compareProblems } from './state/problems.ts';
import { useSlice, useStores } from './state/stores-context.ts';

/** Gateway, listeners, generation, problems, unsaved files, connection: always in sight. */
export const StatusLine = () => {
  const { files, navigation } = useStores();
  const running = useSlice('running', (state) => state.running);
  const connection = useSlice('running', (state) => state.connection);
  const unsaved = useSlice('files', (state) => state.files.filter(({ draft }) => draft !== undefined).length);
  const behind = useSlice('draft', (state) => state.behind);
  const bug = useSlice('draft', (state) => state.bug);
  const listeners = running?.gateway.listeners ?? [];
  const { tone, words } = gatewayWords(connection, listeners, running !== undefined);
  return (
    <footer className="status-line" data-part="status" tabIndex={-1}>
      <span>
        <span className={`dot ${tone}`} />
        <span role="status">{words}</span>
      </span>
      {listeners.map((listener) => (
        <Listener key={`${listener.listener} ${listener.port}`} listener={listener} />
      ))}
      {running?.gateway.mesh !== undefined && <MeshProxy mesh={running.gateway.mesh} />}
      <span className="spacer" />
      {bug !== undefined && <span className="bad">analysis stopped: {bug}</span>}
      {behind && <span className="checking">checking …</span>}
      <ProblemCount unsaved={unsaved > 0} />
      {unsaved > 0 && (
        <button type="button" className="link" onClick={() => void files.saveAll()}>
          {counted(unsaved, 'unsaved file')}
        </button>
      )}
      {running !== undefined && running.waiting.length > 0 && (
        <button type="button" className="link" onClick={() => navigation.openPanel('review')}>
          {counted(running.waiting.length, 'file')} saved, not applied{running.applyOn === 'review' && ' yet: review'}
        </button>
      )}
      {running !== undefined && <span>generation {running.gateway.generation}</span>}
    </footer>
  );
};

const none: readonly Diagnostic[] = [];

/** How many problems there are, and whose: what is only typed bothers nobody but the one who typed it. */
const ProblemCount = ({ unsaved }: { readonly unsaved: boolean }) => {
  const { navigation } = useStores();
  const draft = useDeferredValue(useSlice('draft', (state) => state.diagnostics));
  const behind = useSlice('draft', (state) => state.behind);
  const disk = useSlice('running', (state) => state.running?.diagnostics ?? none);
  const words = useMemo(() => {
    // Where everything is saved both are the same text; the one that is here first counts.
    const { both, typed, mended } = compareProblems(draft, unsaved ? disk : draft);
    return [
      counts(both),
      typed.errors + typed.warnings > 0 && `${counts(typed)}, not saved`,
      !behind && mended.errors + mended.warnings > 0 && `${counts(mended)} until saved`,
    ].filter(Boolean);
  }, [draft, disk, unsaved, behind]);
  const first = worstOf(draft) ?? worstOf(disk);
  if (words.length === 0) return <span role="status">no problems</span>;
  return (
    <span role="status">
      <button type="button" className="link" onClick={() => first !== undefined && navigation.jumpTo(first.place)}>
        {words.join('; ')}
      </button>
    </span>
  );
};

const counts = ({ errors, warnings }: Count): string =>
  [errors > 0 && counted(errors, 'error'), warnings > 0 && counted(warnings, 'warning')].filter(Boolean).join(', ');

const Listener = ({ listener }: { readonly listener: ListenerState }) => {
  if (listener.bound === undefined) {
    return (
      <span className="bad" title={listener.failure?.message}>
        {listener.port} not open
      </span>
    );
  }
  const address = addressOf(listener.addresses[0] ?? '127.0.0.1', listener.bound);
  const gateways = `${listener.protocol} for Gateway ${listener.gateways.join(', ')}`;
  if (listener.proxy !== undefined) {
    return (
      <span className="mono" title={`egress gateway ${listener.proxy}, for what the mesh sends there: ${gateways}`}>
        egress {listener.port} → {address}
      </span>
    );
  }
  return (
    <span className="mono" title={listener.moved ?? gateways}>
      {listener.port} → {address}
    </span>
  );
};

/** Where a workload gets into the mesh, in the words to put before its command. */
const MeshProxy = ({ mesh }: { readonly mesh: MeshState }) => {
  if (mesh.bound === undefined) {
    return (
      <span className="bad" title={mesh.failure?.message}>
        mesh proxy not open
      </span>
    );
  }
  return (
    <span
      className="mono"
      title={mesh.moved ?? 'put this before a command to send its requests as a workload of the mesh'}
    >
      mesh proxy: http_proxy=http://{addressOf(mesh.address, mesh.bound)}
    </span>
  );
};

const addressOf = (address: string, port: number): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;

const worstOf = (diagnostics: readonly Diagnostic[]): Diagnostic | undefined =>
  diagnostics.find((one) => one.severity === 'error') ?? diagnostics.find((one) => one.severity === 'warning');

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

const gatewayWords = (connection: string, listeners: readonly ListenerState[], known: boolean) => {
  if (connection === 'lost') return { tone: 'error', words: 'connection lost' };
  if (!known) return { tone: '', words: 'connecting' };
  const open = listeners.filter(({ bound }) => bound !== undefined).length;
  if (listeners.length === 0) return { tone: '', words: 'gateway has no listeners' };
  if (open === 0) return { tone: 'error', words: 'gateway cannot open its ports' };
  return open < listeners.length
    ? { tone: 'warn', words: 'gateway is running in part' }
    : { tone: 'ok', words: 'gateway is running' };
};
