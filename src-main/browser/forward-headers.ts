/** Header lines as Node gives them: name, value, name, value. */
export type RawHeaders = readonly string[];

const hopByHop =
  /^(connection|keep-alive|proxy-connection|proxy-authorization|proxy-authenticate|transfer-encoding|upgrade|te)$/i;

/** Methods for which Node announces no body by itself. */
const bodiless = /^(GET|HEAD|DELETE|OPTIONS|TRACE|CONNECT)$/;

/**
 * The lines of a request as a browser would have sent them without a proxy: nothing of the connection to the proxy (RFC 9110 section
 * 7.6.1), and the Host of the target, where one stood or first. `upgrade`: the protocol that is asked for.
 */
export const requestLines = (
  lines: RawHeaders,
  authority: string,
  { method, upgrade }: { readonly method: string; readonly upgrade?: string | undefined },
): string[] => {
  const kept: string[] = [];
  const named = namedIn(lines);
  const chunked = find(lines, 'transfer-encoding') !== undefined;
  let host = false;
  each(lines, (name, value) => {
    const lower = name.toLowerCase();
    if (lower === 'trailer' && !chunked) return;
    if (lower === 'host') {
      if (!host) kept.push(name, authority);
      host = true;
    } else if (!hopByHop.test(lower) && !named.has(lower)) kept.push(name, value);
  });
  return [
    ...(host ? [] : ['Host', authority]),
    ...kept,
    ...(chunked ? ['Transfer-Encoding', 'chunked'] : []),
    // Node would announce a body in chunks.
    ...(!bodiless.test(method) && !chunked && find(lines, 'content-length') === undefined
      ? ['Content-Length', '0']
      : []),
    ...(/(^|,)\s*trailers\b/i.test(find(lines, 'te') ?? '') ? ['TE', 'trailers'] : []),
    ...(upgrade === undefined ? ['Connection', 'keep-alive'] : ['Connection', 'Upgrade', 'Upgrade', upgrade]),
  ];
};

/** The lines of an answer that are not about the connection it came by, and none about trailers that its framing has no place for. */
export const answerLines = (lines: RawHeaders): string[] => {
  const kept: string[] = [];
  const named = namedIn(lines);
  const isCounted = find(lines, 'content-length') !== undefined;
  each(lines, (name, value) => {
    const lower = name.toLowerCase();
    if (lower === 'trailer' && isCounted) return;
    if (!hopByHop.test(lower) && !named.has(lower)) kept.push(name, value);
  });
  return kept;
};

export const find = (lines: RawHeaders, wanted: string): string | undefined => {
  let found: string | undefined;
  each(lines, (name, value) => {
    if (name.toLowerCase() === wanted) found ??= value;
  });
  return found;
};

/** What `Connection` names goes no further than the next hop, but for what a message needs to be understood. */
const namedIn = (lines: RawHeaders): ReadonlySet<string> => {
  const named = new Set<string>();
  each(lines, (name, value) => {
    if (!/^(proxy-)?connection$/i.test(name)) return;
    for (const one of value.split(',')) named.add(one.trim().toLowerCase());
  });
  for (const needed of ['host', 'content-length', 'content-type', 'trailer', 'cookie', 'authorization'])
    named.delete(needed);
  return named;
};

const each = (lines: RawHeaders, visit: (name: string, value: string) => void): void => {
  for (let i = 0; i + 1 < lines.length; i += 2) visit(lines[i] ?? '', lines[i + 1] ?? '');
};
