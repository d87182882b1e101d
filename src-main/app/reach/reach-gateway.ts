import type { Table } from '#core/route/table.ts';
import type { ListenerState } from '#core/traffic/gateway-state.ts';
import type { LocalCa } from '../../gateway/tls/local-ca.ts';
import type { ServedTls } from '../../gateway/tls/served.ts';

/** The gateway of the workspace that is open, as far as browsers are led to it. */
export type ReachGateway = {
  /** That answers now. */
  readonly table: () => Table;
  readonly listeners: () => readonly ListenerState[];
  /** The certificate of the local authority as PEM, made where there is none yet. Absent where a fake is played. */
  readonly authority: (() => Promise<string>) | undefined;
  /** The authority itself. Absent where a fake is played. */
  readonly ca?: LocalCa;
  /** What each server shows to clients of TLS now, in the order of listeners; empty where a fake is played. */
  readonly served: () => Promise<readonly ServedTls[]>;
  /**
   * These names lead here by the hosts file, and no others. It holds for every workspace that is opened later. Connections of names that
   * are gone end, so that browsers look them up anew.
   */
  readonly mapped: (names: readonly string[]) => void;
  /** The URLs that tests of the documents ask for. Absent where a fake is played. */
  readonly tested?: () => readonly string[];
  /**
   * How the gateway knows a test browser, and programs that come by the proxy, browsers with the person's own profile among them: by the
   * local port from which the mapping proxy's connection comes. Absent `isByProxy`: no program has asked for a proxy.
   */
  readonly setTestBrowser: (is: (port: number) => boolean, isByProxy?: (port: number) => boolean) => void;
};
