/**
 * Which names lead browsers of this machine here because the hosts file says so, and which of them are test browsers all the same.
 * One for the life of a program, whatever gateway serves.
 */
export type MappedNames = {
  /** These and no others from now on; lower case, without ports. */
  readonly set: (names: readonly string[]) => void;
  /** Whether browsers of this machine may come by any name as if it were production's. */
  readonly any: () => boolean;
  readonly has: (name: string) => boolean;
  /** A request for one of the names came on this connection. */
  readonly served: (connection: object, name: string) => void;
  /** Told of connections (by what tells those) that served names which led here until now. Returns how to stop. */
  readonly onGone: (observer: (left: (connection: MaybeLeft) => boolean) => void) => () => void;
  /** Whether the connection that comes from this local port is that of a browser with a profile that is thrown away. */
  readonly isTestBrowser: (port: number) => boolean;
  /** Whether it comes by the proxy for programs, among which are browsers with the person's own profile: every name leads them here. */
  readonly isByProxy: (port: number) => boolean;
  /** `isByProxy` absent: there is no such proxy. */
  readonly setTestBrowser: (is: (port: number) => boolean, isByProxy?: (port: number) => boolean) => void;
  /** Whether browsers hear `Strict-Transport-Security` under these names; no, unless the person says so. */
  readonly keepsTransportSecurity: () => boolean;
  readonly setHsts: (hsts: 'keep' | 'strip') => void;
};

type MaybeLeft = { readonly sni?: string };

export const createMappedNames = (): MappedNames => {
  const observers = new Set<(left: (connection: MaybeLeft) => boolean) => void>();
  const served = new WeakMap<object, Set<string>>();
  let names: ReadonlySet<string> = new Set();
  let isTest = (_port: number): boolean => false;
  let isByProxy: ((port: number) => boolean) | undefined;
  let hsts: 'keep' | 'strip' = 'strip';
  return {
    set: (next) => {
      const before = names;
      names = new Set(next.map((name) => name.toLowerCase()));
      const gone = new Set([...before].filter((name) => !names.has(name)));
      if (gone.size === 0) return;
      const left = (connection: MaybeLeft): boolean =>
        gone.has(connection.sni ?? '') || [...(served.get(connection) ?? [])].some((name) => gone.has(name));
      for (const observer of observers) observer(left);
    },
    any: () => names.size > 0 || isByProxy !== undefined,
    has: (name) => names.has(name),
    served: (connection, name) => {
      const known = served.get(connection);
      if (known) known.add(name);
      else served.set(connection, new Set([name]));
    },
    onGone: (observer) => {
      observers.add(observer);
      return () => observers.delete(observer);
    },
    isTestBrowser: (port) => isTest(port),
    isByProxy: (port) => isByProxy?.(port) === true,
    setTestBrowser: (is, byProxy) => {
      isTest = is;
      isByProxy = byProxy;
    },
    keepsTransportSecurity: () => hsts === 'keep',
    setHsts: (next) => {
      hsts = next;
    },
  };
};
