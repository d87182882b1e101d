/** Names found by exact name, then by the longest `*suffix`, then by `*` (reference 3.7; the same rule chooses by SNI, 2.5). */
export type HostIndex<T> = {
  readonly exact: ReadonlyMap<string, T>;
  /** Longest first. */
  readonly suffixes: readonly { readonly length: number; readonly values: ReadonlyMap<string, T> }[];
  readonly any?: T;
};

/** An index over lower-case domains. Of two equal domains the first wins. */
export const indexHosts = <T>(entries: Iterable<readonly [domain: string, value: T]>): HostIndex<T> => {
  const exact = new Map<string, T>();
  const byLength = new Map<number, Map<string, T>>();
  let any: { readonly value: T } | undefined;
  for (const [domain, value] of entries) {
    if (domain === '*') any ??= { value };
    else if (domain.startsWith('*')) {
      const suffix = domain.slice(1);
      let values = byLength.get(suffix.length);
      if (values === undefined) {
        values = new Map();
        byLength.set(suffix.length, values);
      }
      if (!values.has(suffix)) values.set(suffix, value);
    } else if (!exact.has(domain)) exact.set(domain, value);
  }
  const suffixes = [...byLength].map(([length, values]) => ({ length, values })).sort((a, b) => b.length - a.length);
  return any === undefined ? { exact, suffixes } : { exact, suffixes, any: any.value };
};

/** What a lower-case name leads to; the `*` of a suffix stands for at least one character. */
export const findHost = <T>(index: HostIndex<T>, name: string): T | undefined => {
  const exact = index.exact.get(name);
  if (exact !== undefined) return exact;
  for (const { length, values } of index.suffixes) {
    if (length >= name.length) continue;
    const found = values.get(name.slice(name.length - length));
    if (found !== undefined) return found;
  }
  return index.any;
};
