/**
 * Which names lead clients of this machine here because the hosts file says so, and which clients are test browsers all the same.
 * One for the life of a program, whatever gateway serves.
 */
export type MappedNames = {
  /** These and no others from now on; lower case, without ports. */
  readonly set: (names: readonly string[]) => void;
  readonly has: (name: string) => boolean;
  /** Told of names that led here until now. Returns how to stop. */
  readonly onGone: (observer: (names: ReadonlySet<string>) => void) => () => void;
  /** Whether the connection that comes from this local port is that of a browser with a profile that is thrown away. */
  readonly isTestBrowser: (port: number) => boolean;
  readonly setTestBrowser: (is: (port: number) => boolean) => void;
};

export const createMappedNames = (): MappedNames => {
  const observers = new Set<(names: ReadonlySet<string>) => void>();
  let names: ReadonlySet<string> = new Set();
  let isTest = (_port: number): boolean => false;
  return {
    set: (next) => {
      const before = names;
      names = new Set(next.map((name) => name.toLowerCase()));
      const gone = new Set([...before].filter((name) => !names.has(name)));
      if (gone.size > 0) for (const observer of observers) observer(gone);
    },
    has: (name) => names.has(name),
    onGone: (observer) => {
      observers.add(observer);
      return () => observers.delete(observer);
    },
    isTestBrowser: (port) => isTest(port),
    setTestBrowser: (is) => {
      isTest = is;
    },
  };
};
