import type { HeaderLines } from '#core/route/facts.ts';

/** The lines that never cross a proxy (reference 8.1), and those this proxy writes itself. */
const dropped = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'server',
  'x-envoy-decorator-operation',
]);

/** What a service answered, as header operations see it: names in lower case, hop-by-hop lines gone (those named by `Connection` too). */
export function upstreamHeaders(lines: HeaderLines, serviceTimeMs: number): string[] {
  const result: string[] = [];
  let named: Set<string> | undefined;
  let chunked = false;
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const name = (lines[i] as string).toLowerCase();
    if (name === 'connection') {
      for (const word of (lines[i + 1] as string).toLowerCase().split(',')) {
        const token = word.trim();
        if (token === 'keep-alive' || token === 'close' || token === '' || token === 'content-length') continue;
        named ??= new Set();
        named.add(token);
      }
    } else if (name === 'transfer-encoding') chunked = true;
    else if (name !== 'x-envoy-upstream-service-time') result.push(name, lines[i + 1] as string);
  }
  // A length beside chunks is no length; what the parser has read were chunks.
  if (named || chunked) {
    const cleaned: string[] = [];
    for (let i = 0; i + 1 < result.length; i += 2) {
      const name = result[i] as string;
      if (!named?.has(name) && !(chunked && name === 'content-length')) cleaned.push(name, result[i + 1] as string);
    }
    cleaned.push('x-envoy-upstream-service-time', String(serviceTimeMs));
    return cleaned;
  }
  result.push('x-envoy-upstream-service-time', String(serviceTimeMs));
  return result;
}

/**
 * The last hand on every reply, after the header operations (reference 8.1): `server` is ours, `date` is added where it is missing,
 * hop-by-hop lines are gone. `date` is the value to add.
 */
export function replyHeaders(lines: readonly string[], server: string, date: string): string[] {
  const result: string[] = [];
  let dated = false;
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const name = lines[i] as string;
    if (dropped.has(name)) continue;
    if (name === 'date') dated = true;
    result.push(name, lines[i + 1] as string);
  }
  if (!dated) result.push('date', date);
  if (server !== '') result.push('server', server);
  return result;
}

/** The value of a `date` line, worked out once for each second. */
export function createDateLine(clock: () => number): () => string {
  let second = -1;
  let text = '';
  return () => {
    const now = Math.floor(clock() / 1000);
    if (now !== second) {
      second = now;
      text = new Date(now * 1000).toUTCString();
    }
    return text;
  };
}
