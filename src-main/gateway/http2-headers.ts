import type { OutgoingHttpHeaders } from 'node:http2';
import type { HeaderLines } from '#core/route/facts.ts';

/** Lines as `node:http2` takes them, without pseudo-headers and without those that HTTP/2 forbids (RFC 9113 section 8.2.2). */
export function http2Headers(lines: HeaderLines): OutgoingHttpHeaders {
  const result: OutgoingHttpHeaders = Object.create(null);
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const name = (lines[i] as string).toLowerCase();
    if (forbidden.has(name) || name.charCodeAt(0) === colon) continue;
    const value = lines[i + 1] as string;
    if (name === 'te' && value !== 'trailers') continue;
    const known = result[name];
    if (known === undefined) result[name] = value;
    else if (Array.isArray(known)) known.push(value);
    else result[name] = [String(known), value];
  }
  return result;
}

/** The lines of a received header without its pseudo-headers. */
export function withoutPseudo(lines: HeaderLines): string[] {
  const result: string[] = [];
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const name = lines[i] as string;
    if (name.charCodeAt(0) !== colon) result.push(name, lines[i + 1] as string);
  }
  return result;
}

const colon = 0x3a;
const forbidden = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
]);
