import { hostOf } from '#core/route/authority.ts';
import { aliasUrl } from '#core/route/localhost-alias.ts';
import { towardsBrowser, withoutTransportSecurity } from '../step/alias-headers.ts';
import { replyHeaders } from '../step/response-headers.ts';
import { serverOf, type Turn } from './turn.ts';

/**
 * The last hand on the lines of every reply: those of the proxy itself, and, for a browser that came by a name which leads here on this
 * machine alone, what keeps it able to go elsewhere by the same name tomorrow.
 */
export function lastHand(turn: Turn, lines: string[]): string[] {
  const { world, alias, generation } = turn;
  const result = replyHeaders(lines, serverOf(turn), world.date());
  if (alias === undefined && !world.mapped.any()) return result;
  const lead = alias
    ? towardsBrowser(result, alias, (url) => aliasUrl(generation.loaded, world.listeners(), url))
    : result;
  return keepsBack(turn) ? withoutTransportSecurity(lead) : lead;
}

/**
 * Whether `Strict-Transport-Security` stays here: a person's own browser would remember it for the name, and refuse plain HTTP, or a
 * certificate that it does not know, long after the name leads to production again. A test browser forgets it with its profile.
 */
function keepsBack({ world, alias, life, request }: Turn): boolean {
  const { mapped } = world;
  if (mapped.keepsTransportSecurity()) return false;
  if (alias) return true;
  const { remote } = request.connection;
  const port = Number(remote.slice(remote.lastIndexOf(':') + 1));
  return mapped.isByProxy(port) || (mapped.has(hostOf(life.authority)) && !mapped.isTestBrowser(port));
}
