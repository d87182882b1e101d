/** The host of a listener or a route in lower case; `*` where there is none. */
export const hostnameOf = (written: string | undefined): string => (written ? written.toLowerCase() : '*');

/** Whether every name of `narrow` is one of `wide`: `*` is every name, `*.b` every name below `b` in any depth. */
const covers = (wide: string, narrow: string): boolean =>
  wide === '*' || wide === narrow || (wide.startsWith('*.') && narrow.endsWith(wide.slice(1)));

/** The hosts that a listener and a route have in common, without doubles (reference 2.3); empty: none. */
export const commonHosts = (listener: string, route: readonly string[]): readonly string[] => {
  if (route.length === 0) return [listener];
  const common = route.flatMap((written) => {
    const host = hostnameOf(written);
    if (covers(listener, host)) return [host];
    return covers(host, listener) ? [listener] : [];
  });
  return [...new Set(common)];
};

/** Whether there is a name that both take. */
export const hostsOverlap = (a: string, b: string): boolean => covers(a, b) || covers(b, a);
