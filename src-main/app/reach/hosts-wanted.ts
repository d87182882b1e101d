import { adviseNames } from '#core/hosts-file/advice.ts';
import type { WantedName } from '#core/hosts-file/entries.ts';
import { judgeName } from '#core/hosts-file/judge-name.ts';
import { type Door, doorsOf } from '#core/reach/doors.ts';
import { findHost, indexHosts } from '#core/route/host-index.ts';
import type { ListenerState } from '#core/traffic/gateway-state.ts';

/** What a hosts file is asked to hold, and what a person should know first. */
export type Wanted = {
  readonly wanted: readonly WantedName[];
  /** Names that were asked for and that no open port takes. */
  readonly unknown: readonly string[];
  readonly notes: readonly string[];
};

/** What of the gateway decides about names. */
export type NamesWorld = {
  readonly doors: readonly Door[];
  readonly listeners: readonly ListenerState[];
  /** Names that clients used and tests ask for. */
  readonly seen: readonly string[];
};

/** The doors of a gateway through which a browser can come. */
export const browserDoors = (...gateway: Parameters<typeof doorsOf>): readonly Door[] =>
  doorsOf(...gateway).filter(({ scheme, host }) => scheme !== 'tcp' && host !== '*');

/**
 * Every host of the table that is open to browsers, or those `names` of them that are asked for. `::1` counts only where each of a host's
 * ports is open there too.
 */
export const wantedNames = ({ doors, listeners, seen }: NamesWorld, names?: readonly string[]): Wanted => {
  const six = new Set(listeners.filter(({ addresses }) => addresses.some(isSix)).map(({ listener }) => listener));
  const isOnSix = (of: readonly Door[]): boolean => of.every(({ listener }) => six.has(listener));
  const byHost = Map.groupBy(doors, ({ host }) => host);
  const index = indexHosts([...byHost]);
  if (names === undefined) {
    const wanted = [...byHost].map(([name, of]): WantedName => {
      if (!name.startsWith('*')) return { name, six: isOnSix(of) };
      return { name, six: isOnSix(of), instead: seen.filter((one) => findHost(index, one) === of).sort() };
    });
    return { wanted, unknown: [], notes: notesOf(doors.filter(({ host }) => !host.startsWith('*'))) };
  }
  const wanted: WantedName[] = [];
  const unknown: string[] = [];
  const used: Door[] = [];
  for (const name of new Set(names)) {
    // As documents have it: names of other letters are ASCII there.
    const judged = judgeName(name);
    const found = findHost(index, judged.ok ? judged.name : name.toLowerCase());
    if (found === undefined && !name.includes('*')) unknown.push(name);
    else wanted.push({ name, six: isOnSix(found ?? []), instead: [] });
    used.push(...(found ?? []).map((door) => ({ ...door, host: name })));
  }
  return { wanted, unknown, notes: notesOf(used) };
};

const isSix = (address: string): boolean => address === '::1' || address === '::';

const notesOf = (doors: readonly Door[]): readonly string[] => {
  const moved = Map.groupBy(
    doors.filter(({ port, bound }) => port !== bound),
    ({ port, bound }) => `${port} ${bound}`,
  );
  const ports = [...moved.values()].flatMap(([door]) => {
    if (door === undefined) return [];
    const { scheme, host, port, bound } = door;
    const url = `${scheme === 'http' ? 'http' : 'https'}://${host}:${bound}/`;
    return `port ${port} is open as ${bound} on this machine, so that URLs have to name it: "${url}"`;
  });
  const schemes = Map.groupBy(doors, ({ host }) => host);
  // Of what is not written there is nothing to know but why.
  const written = [...schemes].filter(([name]) => judgeName(name).ok);
  const names = written.map(([name, of]) => ({ name, schemes: of.map(({ scheme }) => scheme) }));
  return [...ports, ...adviseNames(names)];
};

/** The names in URLs and authorities, each once and without ports; addresses and what cannot be read are none. */
export const namesIn = (urls: Iterable<string>): readonly string[] => {
  const names = new Set<string>();
  for (const url of urls) {
    const [, host = ''] = /^(?:[a-z]+:\/\/)?([^/:@?#[\]]+)(?::\d+)?(?:[/?#]|$)/i.exec(url) ?? [];
    if (/[a-z]/i.test(host)) names.add(host.toLowerCase().replace(/\.$/, ''));
  }
  return [...names];
};
