import type { CheckedBody, CheckReport } from '../kind.ts';
import { isIpAddress, isWildcardName } from '../names.ts';
import { checkGatewayNames } from './check-gateway-names.ts';
import { checkHttpRoute } from './check-http-route.ts';
import { checkTcpRoute, checkTlsRoute } from './check-l4-route.ts';
import { checkExportTo } from './export-to.ts';
import { hostRemedy } from './host-remedy.ts';
import type { VirtualServiceSpec } from './virtual-service.ts';

/** The rules of reference 9.3 and 9.4 that decide whether a VirtualService can be used; their ids stand beside them. */
export const checkVirtualService = ({ value, namespace, report }: CheckedBody<VirtualServiceSpec>): void => {
  const { hosts = [], gateways = [], http = [], tls = [], tcp = [] } = value;
  const isDelegate = hosts.length === 0;
  if (http.length + tls.length + tcp.length === 0) {
    report('virtual-service/no-routes', 'a VirtualService needs "http", "tls" or "tcp"; add a route', []); // V2
  }
  if (isDelegate) {
    const refused = (
      [
        ['gateways', gateways],
        ['tls', tls],
        ['tcp', tcp],
      ] as const
    ).filter(([, list]) => list.length > 0);
    for (const [field] of refused) {
      const message = `a VirtualService without "hosts" is a delegate and cannot have "${field}"; add "hosts" or remove it`;
      report('virtual-service/delegate', message, [field], { key: true }); // V1
    }
  }
  const onMesh = gateways.length === 0 || gateways.includes('mesh');
  let hostsFit = true;
  const autoSni = gateways.length > 0 && !onMesh && tls.some((route) => route.match.length > 0);
  hosts.forEach((host, index) => {
    if (host === '*' && onMesh) {
      const message = 'the host "*" cannot be used for sidecars; name the "gateways" it belongs to, without "mesh"';
      hostsFit = false;
      report('virtual-service/host', message, ['hosts', index]); // V4
    } else if (!isWildcardName(host) && !isIpAddress(host) && !(autoSni && host.startsWith('outbound_.'))) {
      hostsFit = false;
      report('virtual-service/host', `"${host}" is not a host name; ${hostRemedy(host)}`, ['hosts', index]); // V3
    }
  });
  if (hostsFit) checkOverlap(hosts, report);
  checkGatewayNames(gateways, ['gateways'], report, { old: true });
  for (const [index, route] of http.entries()) checkHttpRoute(route, ['http', index], isDelegate, report);
  for (const [index, route] of tls.entries())
    checkTlsRoute(route, isDelegate ? undefined : hosts, !onMesh, ['tls', index], report);
  for (const [index, route] of tcp.entries()) checkTcpRoute(route, ['tcp', index], report);
  if (onMesh && !isDelegate) checkClaims(http, report);
  checkExportTo(value.exportTo, namespace, report); // V10
};

/** V9: only gateways that check tokens know the claims of one. */
const checkClaims = (http: NonNullable<VirtualServiceSpec['http']>, report: CheckReport): void => {
  http.forEach(({ match = [] }, route) => {
    match.forEach((one, index) => {
      for (const field of ['headers', 'withoutHeaders'] as const) {
        for (const name of Object.keys(one[field] ?? {})) {
          if (!name.startsWith('@request.auth.claims')) continue;
          const message = `"${name}" can only be looked at by gateways; name the "gateways" of this VirtualService, without "mesh"`;
          report('virtual-service/claims-on-mesh', message, ['http', route, 'match', index, field, name], {
            key: true,
          });
        }
      }
    });
  });
};

/** V5: equal hosts, or a wildcard that covers another host of the list. */
const checkOverlap = (hosts: readonly string[], report: CheckReport): void => {
  const covers = (wide: string, narrow: string): boolean =>
    wide === narrow || (wide.startsWith('*') && narrow.endsWith(wide.slice(1)) && narrow.length >= wide.length);
  // Equal hosts by lookup, wildcards by comparison with each, so that a long list of exact hosts stays linear.
  const exact = new Map<string, number>();
  const wildcards: number[] = [];
  hosts.forEach((host, index) => {
    const equal = exact.get(host);
    const clash =
      equal ??
      (host.startsWith('*')
        ? hosts.slice(0, index).findIndex((other) => covers(host, other) || covers(other, host))
        : (wildcards.find((other) => covers(hosts[other] ?? '', host)) ?? -1));
    if (clash >= 0) {
      report(
        'virtual-service/overlapping-hosts',
        `"${host}" and "${hosts[clash]}" overlap in one VirtualService; keep only one of the two`,
        ['hosts', index],
        { related: { message: 'the other one', path: ['hosts', clash] } },
      );
    }
    if (equal === undefined) exact.set(host, index);
    if (host.startsWith('*')) wildcards.push(index);
  });
};
