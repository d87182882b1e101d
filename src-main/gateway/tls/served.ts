import type { FilterChain, Table } from '#core/route/table.ts';
import type { ListenerState } from '#core/traffic/gateway-state.ts';
import type { LocalCa } from './local-ca.ts';

/** What one server of the table shows to clients that speak TLS with it. No key is in it. */
export type ServedTls = {
  readonly listener: string;
  /** As declared, and as it is open; absent where it is not. */
  readonly port: number;
  readonly bound?: number;
  /** Server names that get it, with wildcards; empty: everything else. */
  readonly servers: readonly string[];
  /** SIMPLE, MUTUAL … as declared. */
  readonly mode: string;
  readonly shows: ShownCertificate;
};

/** One certificate with its chain, and where it comes from. */
export type ShownCertificate = {
  /** `secret`: `namespace/name`; `file`: its path. */
  readonly from: { readonly is: 'secret' | 'file' | 'authority'; readonly name: string };
  /** PEM, the leaf first; empty where nothing can be shown. */
  readonly chain: string;
  /** Why it cannot be shown, or why clients refuse it. */
  readonly problems: readonly string[];
};

/** What is known of a chain's certificates before anybody asks; `names`: of a leaf that is read when somebody does. */
export type Presented = ShownCertificate & { readonly names?: readonly string[] };

/** What the servers of a table show, for each port on which one stands. A leaf of the local authority is asked for, so that it is the one of now. */
export async function servedBy(
  table: Table,
  { presented }: { readonly presented: ReadonlyMap<FilterChain, readonly Presented[]> },
  listeners: readonly ListenerState[],
  ca: LocalCa,
): Promise<readonly ServedTls[]> {
  const served: ServedTls[] = [];
  for (const { listener: id, port, bound } of listeners) {
    for (const chain of table.listeners.find((one) => one.id === id)?.chains ?? []) {
      const presents = presented.get(chain) ?? [];
      for (const { names, ...shows } of presents) {
        const servers = (chain.sni ?? []).filter((name) => name !== '*');
        const about = { listener: id, port, ...(bound !== undefined && { bound }), mode: chain.tls?.mode ?? 'SIMPLE' };
        if (names === undefined) served.push({ ...about, servers, shows });
        else if (servers.length === 0 || presents.length > 1)
          served.push({ ...about, servers, shows: await withLeaf(shows, names, ca) });
        // Each name has a certificate of its own.
        else
          for (const name of servers)
            served.push({ ...about, servers: [name], shows: await withLeaf(shows, [name], ca) });
      }
    }
  }
  return served;
}

const withLeaf = async (shows: ShownCertificate, names: readonly string[], ca: LocalCa): Promise<ShownCertificate> => {
  try {
    return { ...shows, chain: (await ca.leafFor(names)).certificate };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ...shows, problems: [`the local authority cannot be used (${reason}); see its folder`] };
  }
};
