import { isNear } from './address-kind.ts';
import type { Door, DoorIndex } from './doors.ts';
import type { ReachTarget } from './target.ts';

/** How a client asks: for bytes both ways (CONNECT), or for one request in plain HTTP. */
export type Asked = 'tunnel' | 'request';

/** What the mapping proxy does with a target. `wrong-door` is about a name of the table that is asked in a way it has not. */
export type Way =
  | { readonly to: 'gateway'; readonly door: Door }
  | { readonly to: 'world' }
  | { readonly to: 'nowhere'; readonly why: 'wrong-door' | 'this-machine'; readonly says: string };

/**
 * The way to a target. A name of the table leads to the gateway or nowhere, never to the world, whatever its port: no name server hears
 * of it. Addresses of this machine are nobody's business here: browsers go there by themselves, with their own protection.
 */
export const wayTo = (doors: DoorIndex, { host, is, port }: ReachTarget, asked: Asked): Way => {
  const named = is === 'name' ? doors.named(host) : [];
  const door = named.find((one) => one.port === port);
  if (door !== undefined) {
    const fits = asked === 'tunnel' || door.scheme === 'http' || door.scheme === 'tcp';
    if (fits) return { to: 'gateway', door };
    return nowhere('wrong-door', `port ${port} of "${host}" speaks TLS; ${instead(host, named)}`);
  }
  if (named.length > 0)
    return nowhere('wrong-door', `no server of the gateway has "${host}" on port ${port}; ${instead(host, named)}`);
  const near = is === 'name' ? host === 'localhost' || host.endsWith('.localhost') : isNear(host);
  return near
    ? nowhere('this-machine', `"${host}" is this machine, where no proxy is needed; go there without one`)
    : { to: 'world' };
};

/** The URL of a name at a door; undefined where no browser gets anywhere. */
export const urlAt = (host: string, { scheme, port }: Pick<Door, 'scheme' | 'port'>): string | undefined => {
  if (scheme !== 'http' && scheme !== 'https') return undefined;
  const usual = scheme === 'http' ? 80 : 443;
  return `${scheme}://${host}${port === usual ? '' : `:${port}`}/`;
};

/** How else a name is reached, said; `doors` are those that have it. */
export const instead = (host: string, doors: readonly Door[]): string => {
  const urls = doors.flatMap((door) => urlAt(host, door) ?? []);
  if (urls.length > 0) return `use ${urls.join(' or ')}`;
  return `it has ${doors.map(({ port, scheme }) => `port ${port} (${scheme})`).join(', ')}`;
};

const nowhere = (why: 'wrong-door' | 'this-machine', says: string): Way => ({ to: 'nowhere', why, says });
