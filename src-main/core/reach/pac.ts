import type { Door } from './doors.ts';

/**
 * A PAC file: names of these doors by the proxy, everything else as without it. It is written from names that have been judged, and quoted
 * as JSON, which is JavaScript; a name with any other sign than a host name has is left out.
 */
export const pacOf = (doors: readonly Door[], proxy: { readonly address: string; readonly port: number }): string => {
  const ours = doors.filter(({ host }) => host !== '*' && /^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(host));
  const names = [...new Set(ours.map(({ host }) => host))].sort();
  const exact = names.filter((name) => !name.startsWith('*'));
  const suffixes = names.filter((name) => name.startsWith('*')).map((name) => name.slice(1));
  const host = proxy.address.includes(':') ? `[${proxy.address}]` : proxy.address;
  return `var exact = ${list(exact)};
var suffixes = ${list(suffixes)};
function FindProxyForURL(url, host) {
  host = host.toLowerCase().replace(/\\.$/, '');
  var ours = exact.indexOf(host) >= 0;
  for (var i = 0; i < suffixes.length && !ours; i++) {
    var at = host.length - suffixes[i].length;
    ours = at > 0 && host.indexOf(suffixes[i], at) === at;
  }
  return ours ? ${JSON.stringify(`PROXY ${host}:${proxy.port}`)} : 'DIRECT';
}
`;
};

const list = (names: readonly string[]): string => `[${names.map((name) => `\n  ${JSON.stringify(name)}`).join(',')}]`;
