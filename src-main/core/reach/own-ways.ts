import type { Door } from './doors.ts';

/** Names that lead to this machine: `localhost` by RFC 6761, the others in the internet, as their owners mean them to. */
const suffixes = ['localhost', 'localtest.me', 'lvh.me', 'nip.io', 'sslip.io', 'vcap.me'] as const;

/**
 * Below which of these a test browser goes by itself, past the proxy, so that its own protection of this machine holds: all but those
 * below which the table has a name, whose URL would lead to a port that is not open.
 */
export const ownWays = (doors: readonly Pick<Door, 'host'>[]): readonly string[] =>
  suffixes.filter((suffix) => !doors.some(({ host }) => isBelow(host, suffix)));

/** A wildcard above the suffix has names below it, too. */
const isBelow = (host: string, suffix: string): boolean =>
  host.endsWith(`.${suffix}`) || (host.startsWith('*.') && `.${suffix}`.endsWith(host.slice(1)));
