import type { PageSeen } from '#core/doctor/observations.ts';
import { type Door, findDoor } from '#core/reach/doors.ts';
import type { Exchange } from '#core/traffic/exchange.ts';

/**
 * Pages of hosts that do not lead here which called hosts that do, by what browsers themselves say of a request: a program that sends
 * `Origin` says neither where the page was nor that it asks for the local network. The most frequent first.
 */
export const lookAtPages = (exchanges: readonly Exchange[], doors: readonly Door[]): readonly PageSeen[] => {
  const counts = new Map<string, PageSeen>();
  for (const { requestHeaders, authority } of exchanges) {
    const line = (name: string): string | undefined => lineOf(requestHeaders, name);
    const origin = line('origin');
    const byBrowser =
      line('sec-fetch-site') === 'cross-site' ||
      line('access-control-request-private-network') !== undefined ||
      line('access-control-request-local-network') !== undefined;
    if (origin === undefined || !byBrowser) continue;
    const page = hostOf(origin);
    const host = hostOf(`http://${authority}`);
    if (page === undefined || host === undefined || isLocal(page) || !leads(doors, host) || leads(doors, page))
      continue;
    const key = `${page} ${host}`;
    counts.set(key, { page, host, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count);
};

const lineOf = (lines: readonly string[], name: string): string | undefined => {
  for (let i = 0; i + 1 < lines.length; i += 2) if (lines[i]?.toLowerCase() === name) return lines[i + 1];
  return undefined;
};

const hostOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).hostname : undefined);

const isLocal = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127\./.test(host);

const leads = (doors: readonly Door[], host: string): boolean =>
  [...new Set(doors.map(({ port }) => port))].some((port) => findDoor(doors, host, port) !== undefined);
