/**
 * Host names as Istio compares them: raw strings, with case, where a leading `*` stands for any text (reference 3.4).
 * `*.x.test` does not cover `x.test`, and `*foo.test` covers `barfoo.test`.
 */

export const isWildcard = (host: string): boolean => host.startsWith('*');

/** Whether every name that `a` covers is covered by `b`. */
export const isSubsetOf = (a: string, b: string): boolean => {
  if (!isWildcard(b)) return a === b;
  const suffix = b.slice(1);
  if (isWildcard(a)) return a.length >= b.length && a.slice(1).endsWith(suffix);
  return a.endsWith(suffix);
};

/** The narrower host of every pair that has one, each once, in the order of the pairs (reference 3.4). */
export const intersectHosts = (serverHosts: readonly string[], hosts: readonly string[]): readonly string[] => {
  const result = new Set<string>();
  for (const s of serverHosts) {
    for (const v of hosts) {
      if (isSubsetOf(s, v)) result.add(s);
      else if (isSubsetOf(v, s)) result.add(v);
    }
  }
  return [...result];
};

/** Whether any pair of hosts has names in common. */
export const hostsMeet = (serverHosts: readonly string[], hosts: readonly string[]): boolean =>
  serverHosts.some((s) => hosts.some((v) => isSubsetOf(s, v) || isSubsetOf(v, s)));

/**
 * The hosts of a Gateway server in the form they are compared in (reference 2.3 step 1): `./h` names the Gateway's own namespace,
 * any namespace is written as none, and any host of any namespace makes the other hosts meaningless.
 */
export const sanitiseServerHosts = (hosts: readonly string[], gatewayNamespace: string): readonly string[] => {
  if (hosts.includes('*/*')) return ['*'];
  return hosts.map((host) => {
    const slash = host.indexOf('/');
    if (slash === -1) return host;
    const namespace = host.slice(0, slash);
    const name = host.slice(slash + 1);
    if (namespace === '.') return `${gatewayNamespace}/${name}`;
    return namespace === '*' ? name : host;
  });
};

/** The sanitised hosts that are open to VirtualServices of a namespace, without the namespace (reference 2.4). */
export const serverHostsFor = (hosts: readonly string[], namespace: string): readonly string[] => {
  if (!hosts.some((host) => host.includes('/'))) return hosts;
  const prefix = `${namespace}/`;
  return hosts.flatMap((host) => {
    if (!host.includes('/')) return [host];
    return host.startsWith(prefix) ? [host.slice(prefix.length)] : [];
  });
};

/** A host without the namespace in front of it. */
export const withoutNamespace = (host: string): string => host.slice(host.indexOf('/') + 1);

const isIPv6 = (host: string): boolean => host.includes(':') && /^[0-9a-f:.]+$/i.test(host);

/** A short name completed with the namespace it is written in; names with a dot, wildcards and addresses stay (reference 5.1). */
export const expandHost = (host: string, namespace: string, clusterDomain = 'cluster.local'): string =>
  host === '' || host.includes('.') || isWildcard(host) || isIPv6(host)
    ? host
    : `${host}.${namespace}.svc.${clusterDomain}`;
