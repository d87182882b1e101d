import type { RouteTestCase } from '../resource/local/route-test.ts';
import type { Path } from '../text/tree.ts';
import type { WrittenRequest } from './request-facts.ts';

/** `path` leads from the request to the line that the URL comes from. */
export type TestedUrl = { readonly asked: WrittenRequest; readonly path: Path };

/**
 * The requests that a test asks, in the order of its lists: each URL, or each host with each scheme, port and path, with each method.
 */
export const requestsOf = (request: RouteTestCase['request']): readonly TestedUrl[] => {
  const { methods = ['GET'], headers = {}, from, query = {} } = request;
  const lines = Object.entries(headers);
  return urlsOf(request).flatMap(({ url, path }) =>
    methods.map((method) => ({
      asked: { method, url: withQuery(url, query), headers: lines, ...(from === 'mesh' && { from }) },
      path,
    })),
  );
};

type At = { readonly url: string; readonly path: Path };

const urlsOf = ({ urls, hosts = [], paths, schemes = ['http'], ports }: RouteTestCase['request']): readonly At[] => {
  if (urls) return urls.map((url, at) => ({ url, path: ['urls', at] }));
  return hosts.flatMap((host, at) =>
    schemes.flatMap((scheme) =>
      (ports ?? [undefined]).flatMap((port) =>
        (paths ?? ['/']).map((path, atPath) => ({
          url: `${scheme}://${host}${port === undefined ? '' : `:${port}`}${path}`,
          path: paths && paths.length > 1 ? ['paths', atPath] : ['hosts', at],
        })),
      ),
    ),
  );
};

const withQuery = (url: string, query: Readonly<Record<string, string>>): string => {
  const pairs = Object.entries(query).map(([name, value]) => {
    const written = encodeURIComponent(name);
    return value === '' ? written : `${written}=${encodeURIComponent(value)}`;
  });
  if (pairs.length === 0) return url;
  const hash = url.indexOf('#');
  const [head, tail] = hash < 0 ? [url, ''] : [url.slice(0, hash), url.slice(hash)];
  return `${head}${head.includes('?') ? '&' : '?'}${pairs.join('&')}${tail}`;
};
