import type { Table } from '#core/route/table.ts';
import type { Target } from '#core/visual/retarget.ts';

export type NamedTarget = { readonly words: string; readonly target: Target };

/** Every service that the table knows, with its subsets, by name. */
export const targetsOf = ({ clusters }: Table): readonly NamedTarget[] => {
  const found = new Map<string, NamedTarget>();
  for (const { host, port, subset } of Object.values(clusters)) {
    if (port === 0) continue;
    const words = `${host}:${port}${subset === undefined ? '' : ` ${subset}`}`;
    found.set(words, { words, target: { host, port, ...(subset === undefined ? {} : { subset }) } });
  }
  return [...found.values()].sort((a, b) => (a.words < b.words ? -1 : 1));
};

/** What was chosen or typed: `reviews`, `reviews:9080`, `reviews:9080 v2`. */
export const readTarget = (text: string, known: readonly NamedTarget[]): Target => {
  const typed = text.trim();
  const named = known.find(({ words }) => words === typed);
  if (named !== undefined) return named.target;
  const [, host = '', port = '0', subset] = /^([^\s:]*)(?::(\d+))?(?:\s+(\S+))?$/.exec(typed) ?? [];
  return { host, port: Number(port), ...(subset === undefined ? {} : { subset }) };
};
