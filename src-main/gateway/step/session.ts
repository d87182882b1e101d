import { createHash } from 'node:crypto';
import { headerValue } from '#core/match/header-value.ts';
import type { HeaderLines } from '#core/route/facts.ts';
import type { Destination, ForwardAction, Session } from '#core/route/table.ts';
import { cookieValue, newCookie } from './hash-cookie.ts';

/** Where a client's session says that it belongs. */
export type Belongs = {
  readonly destination: Destination;
  /** Whether this is the endpoint, by its key. */
  readonly isHost: (key: string) => boolean;
};

/**
 * What the client brings along of its session (Gateway API, SessionPersistence): the destination that it was sent to and the endpoint
 * there. Absent where it brings nothing, nothing that can be read, one that is over, or where its destination gets no share any more.
 * `lines` are the client's, `now` is in milliseconds since the epoch.
 */
export function readSession(
  { session, destinations }: ForwardAction,
  lines: HeaderLines,
  now: number,
): Belongs | undefined {
  if (!session) return undefined;
  const written =
    session.in === 'header'
      ? headerValue(lines, session.name)
      : cookieValue(headerValue(lines, 'cookie') ?? '', session.name);
  const [, began = '', cluster = '', host = ''] = shape.exec(written ?? '') ?? [];
  if (began === '') return undefined;
  const since = Number.parseInt(began, 36) * 1000;
  if (session.lifetimeMs !== undefined && (since > now || now - since > session.lifetimeMs)) return undefined;
  const destination = destinations.find((one) => !one.instead && digest(session, began, one.cluster) === cluster);
  return (
    destination && { destination, isHost: (key) => digest(session, began, `${destination.cluster} ${key}`) === host }
  );
}

/** The header line by which the client of an answer learns where its requests belong from now on. */
export function writeSession(
  session: Session,
  { cluster }: Destination,
  host: string,
  now: number,
): readonly [name: string, value: string] {
  const began = Math.floor(now / 1000).toString(36);
  const value = `${began}.${digest(session, began, cluster)}.${digest(session, began, `${cluster} ${host}`)}`;
  if (session.in === 'header') return [session.name, value];
  const ttlMs = session.permanent ? session.lifetimeMs : undefined;
  return [
    'set-cookie',
    newCookie(
      { on: 'cookie', name: session.name, path: '/', attributes: [], ...(ttlMs !== undefined && { ttlMs }) },
      value,
    ),
  ];
}

/** Beginning in seconds, destination and endpoint. */
const shape = /^([0-9a-z]{1,9})\.([\w-]{16})\.([\w-]{16})$/;

/**
 * Tells a client nothing about addresses, and a gateway that is started anew the same. Whoever makes one up gets to an endpoint that the
 * route leads to anyway.
 */
function digest({ name }: Session, began: string, what: string): string {
  return createHash('sha256').update(`${name}\n${began}\n${what}`).digest('base64url').slice(0, 16);
}
