import { judgeName } from './judge-name.ts';
import type { HostEntry, HostsPlan } from './plan.ts';

/** A name that somebody wants in the hosts file. */
export type WantedName = {
  readonly name: string;
  /** The gateway takes connections on `::1` under it, on every port that it has for it. */
  readonly six: boolean;
  /** For a wildcard: names that it stands for and that somebody has used. */
  readonly instead?: readonly string[];
};

/**
 * What is written for these names, sorted, each once; and which are not, with the reason. `::1` only where the gateway listens there, because
 * a browser would be refused first and lose time; where it does, because IPv6 addresses of the DNS would win else.
 */
export const entriesFor = (
  wanted: readonly WantedName[],
): { readonly entries: readonly HostEntry[]; readonly refused: HostsPlan['refused'] } => {
  const names = new Map<string, boolean>();
  const refused = new Map<string, HostsPlan['refused'][number]>();
  for (const { name: written, six, instead = [] } of wanted) {
    const judged = judgeName(written);
    if (judged.ok) names.set(judged.name, (names.get(judged.name) ?? true) && six);
    else refused.set(written, { name: written, reason: judged.reason, ...(instead.length > 0 && { instead }) });
  }
  const entries = [...names]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, six]): readonly HostEntry[] => [
      { address: '127.0.0.1', name },
      ...(six ? [{ address: '::1', name } as const] : []),
    ]);
  return { entries, refused: [...refused.values()] };
};
