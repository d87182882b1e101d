/** Names found by exact name, then by the longest `*suffix`, then by `*` (reference 3.7; the same rule chooses by SNI, 2.5). */
export type HostIndex<T> = {
  readonly exact: ReadonlyMap<string, T>;
  /** Longest first. */
  readonly suffixes: readonly Suffixes<T>[];
  readonly any?: T;
};

/** `values` by suffix; in `labels` those whose `*` stands for one label alone. */
type Suffixes<T> = {
  readonly length: number;
  readonly values: ReadonlyMap<string, T>;
  readonly labels?: ReadonlyMap<string, T>;
};

type Growing<T> = { readonly length: number; readonly values: Map<string, T>; labels?: Map<string, T> };

/** An index over lower-case domains. Of two equal domains the first wins. `oneLabel`: the `*` of the domain takes no dot. */
export const indexHosts = <T>(
  entries: Iterable<readonly [domain: string, value: T, oneLabel?: boolean]>,
): HostIndex<T> => {
  const exact = new Map<string, T>();
  const byLength = new Map<number, Growing<T>>();
  let any: { readonly value: T } | undefined;
  for (const [domain, value, oneLabel] of entries) {
    if (domain === '*') any ??= { value };
    else if (domain.startsWith('*')) {
      const suffix = domain.slice(1);
      let same = byLength.get(suffix.length);
      if (same === undefined) {
        same = { length: suffix.length, values: new Map() };
        byLength.set(suffix.length, same);
      }
      if (oneLabel) same.labels ??= new Map();
      const values = oneLabel && same.labels ? same.labels : same.values;
      if (!values.has(suffix)) values.set(suffix, value);
    } else if (!exact.has(domain)) exact.set(domain, value);
  }
  const suffixes = [...byLength.values()].sort((a, b) => b.length - a.length);
  return any === undefined ? { exact, suffixes } : { exact, suffixes, any: any.value };
};

/** What a lower-case name leads to; the `*` of a suffix stands for at least one character. */
export const findHost = <T>(index: HostIndex<T>, name: string): T | undefined => {
  const exact = index.exact.get(name);
  if (exact !== undefined) return exact;
  for (const { length, values, labels } of index.suffixes) {
    if (length >= name.length) continue;
    const at = name.length - length;
    const suffix = name.slice(at);
    const label = labels?.get(suffix);
    if (label !== undefined && name.indexOf('.') === at) return label;
    const found = values.get(suffix);
    if (found !== undefined) return found;
  }
  return index.any;
};
