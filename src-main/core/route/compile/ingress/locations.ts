import type { IngressBackend, IngressPath } from '../../../resource/kubernetes/ingress.ts';
import type { Path } from '../../../text/tree.ts';
import { pathText } from '../origin.ts';
import type { Report } from '../report.ts';
import type { NginxOptions } from './annotations.ts';
import type { ServedIngress } from './select.ts';

/** A served Ingress with what its annotations say. */
export type ReadIngress = ServedIngress & { readonly options: NginxOptions };

/** One path of a host and where it leads. */
export type Location = {
  readonly from: ReadIngress;
  /** Where it is written. */
  readonly at: Path;
  readonly path: string;
  readonly type: IngressPath['pathType'];
  readonly backend: IngressBackend;
  /** An Ingress that takes a share of the requests of this one. */
  readonly canary?: Location;
};

/** A host with its paths in the order in which they are asked. */
export type IngressHost = {
  /** Lower case; `*` for every host. */
  readonly domain: string;
  readonly locations: readonly Location[];
  /** All paths are regular expressions without case, because an Ingress of ingress-nginx asks for that. */
  readonly regex: boolean;
};

type Growing = { readonly domain: string; readonly byPath: Map<string, Location> };

/**
 * The hosts of all Ingresses, merged over objects and namespaces (gateway-api reference 4.1). Of two with the same host, path and type
 * the older one's stays, in one object the first; the other is told. Longer paths come first, of equally long ones Exact.
 */
export const gatherHosts = (ingresses: readonly ReadIngress[], report: Report): readonly IngressHost[] => {
  const hosts = new Map<string, Growing>();
  const hostOf = (written: string | undefined): Growing => {
    const domain = written?.toLowerCase() || '*';
    const found = hosts.get(domain) ?? { domain, byPath: new Map() };
    hosts.set(domain, found);
    return found;
  };
  for (const location of eachLocation(ingresses.filter(({ options }) => options.canary === undefined))) {
    const { byPath } = hostOf(location.host);
    if (location.one === undefined) continue;
    const key = keyOf(location.one);
    const earlier = byPath.get(key);
    if (earlier) tellTaken(location.one, earlier, location.host, report);
    else byPath.set(key, location.one);
  }
  addCanaries(ingresses, hosts, report);
  return [...hosts.values()].map(({ domain, byPath }) => {
    const list = [...byPath.values()];
    return { domain, locations: list.sort(longestFirst), regex: list.some(asksForRegex) };
  });
};

function* eachLocation(ingresses: readonly ReadIngress[]): Generator<{ host: string | undefined; one?: Location }> {
  for (const from of ingresses) {
    for (const [index, { host, http }] of (from.ingress.spec.rules ?? []).entries()) {
      if (http === undefined) yield { host };
      for (const [number, { path, pathType, backend }] of (http?.paths ?? []).entries()) {
        const at = ['spec', 'rules', index, 'http', 'paths', number];
        yield { host, one: { from, at, path: path || '/', type: pathType, backend } };
      }
    }
  }
}

const addCanaries = (ingresses: readonly ReadIngress[], hosts: Map<string, Growing>, report: Report): void => {
  const canaries = ingresses.filter(({ options }) => options.canary !== undefined);
  for (const { host, one } of eachLocation(canaries)) {
    if (one === undefined) continue;
    const byPath = hosts.get(host?.toLowerCase() || '*')?.byPath;
    const key = keyOf(one);
    const main = byPath?.get(key);
    if (byPath && main && main.canary === undefined) {
      byPath.set(key, { ...main, canary: one });
      continue;
    }
    report.add({
      severity: 'warning',
      code: 'ingress/canary-alone',
      message: main
        ? `another Ingress is the canary of "${one.path}" already, so this one gets no requests; remove one of the two`
        : `no other Ingress has the path "${one.path}" of this host, so this canary gets no requests; give it the host and the path of the Ingress that it belongs to`,
      place: one.from.ingress.at([...one.at, 'path']),
    });
  }
};

/** How long a path is and how it is compared: a slash at the end counts for nothing. */
const keyOf = ({ path, type }: Location): string => `${type === 'Prefix' ? trimmed(path) : path} ${type}`;

export const trimmed = (path: string): string => path.replace(/\/+$/, '');

const longestFirst = (a: Location, b: Location): number =>
  trimmed(b.path).length - trimmed(a.path).length || Number(b.type === 'Exact') - Number(a.type === 'Exact');

const asksForRegex = ({ from: { nginx, options }, path }: Location): boolean =>
  nginx && (options.useRegex || (options.rewriteTarget !== undefined && options.rewriteTarget !== path));

const tellTaken = (later: Location, earlier: Location, host: string | undefined, report: Report): void => {
  const { namespace, name } = earlier.from.ingress;
  const place = earlier.from.ingress.at([...earlier.at, 'path']);
  report.add({
    severity: 'warning',
    code: 'ingress/path-taken',
    message: `the path "${later.path}" of ${host ? `"${host}"` : 'every host'} already belongs to ${pathText(earlier.at)} of Ingress "${namespace}/${name}", so this one gets no requests; remove it, or change its path`,
    place: later.from.ingress.at([...later.at, 'path']),
    related: [{ message: 'who has the path', place }],
  });
};
