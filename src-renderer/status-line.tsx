import type { Diagnostic } from '#core/text/diagnostic.ts';
import type { ListenerState } from '#core/traffic/gateway-state.ts';
import { useSlice, useStores } from './state/stores-context.ts';

/** Gateway, listeners, generation, problems, unsaved files, connection: always in sight. */
export const StatusLine = () => {
  const { files, navigation } = useStores();
  const running = useSlice('running', (state) => state.running);
  const connection = useSlice('running', (state) => state.connection);
  const unsaved = useSlice('files', (state) => state.files.filter(({ draft }) => draft !== undefined).length);
  const errors = useSlice('draft', (state) => state.diagnostics.filter((one) => one.severity === 'error').length);
  const warnings = useSlice('draft', (state) => state.diagnostics.filter((one) => one.severity === 'warning').length);
  const first = useSlice('draft', (state) => worstOf(state.diagnostics));
  const behind = useSlice('draft', (state) => state.behind);
  const bug = useSlice('draft', (state) => state.bug);
  const listeners = running?.gateway.listeners ?? [];
  const { tone, words } = gatewayWords(connection, listeners, running !== undefined);
  return (
    <footer className="status-line">
      <span>
        <span className={`dot ${tone}`} />
        <span role="status">{words}</span>
      </span>
      {listeners.map((listener) => (
        <Listener key={`${listener.listener} ${listener.port}`} listener={listener} />
      ))}
      <span className="spacer" />
      {bug !== undefined && <span className="bad">analysis stopped: {bug}</span>}
      {behind && <span className="checking">checking …</span>}
      <span role="status">
        {errors === 0 && warnings === 0 ? (
          'no problems'
        ) : (
          <button type="button" className="link" onClick={() => first !== undefined && navigation.jumpTo(first.place)}>
            {[errors > 0 && counted(errors, 'error'), warnings > 0 && counted(warnings, 'warning')]
              .filter(Boolean)
              .join(', ')}
          </button>
        )}
      </span>
      {unsaved > 0 && (
        <button type="button" className="link" onClick={() => void files.saveAll()}>
          {counted(unsaved, 'unsaved file')}
        </button>
      )}
      {running !== undefined && <span>generation {running.gateway.generation}</span>}
    </footer>
  );
};

const Listener = ({ listener }: { readonly listener: ListenerState }) => {
  if (listener.bound === undefined) {
    return (
      <span className="bad" title={listener.failure?.message}>
        {listener.port} not open
      </span>
    );
  }
  const address = addressOf(listener.addresses[0] ?? '127.0.0.1', listener.bound);
  return (
    <span className="mono" title={listener.moved ?? `${listener.protocol} for Gateway ${listener.gateways.join(', ')}`}>
      {listener.port} → {address}
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
