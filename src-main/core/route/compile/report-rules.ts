import type { GatewaySettings } from '../../resource/local/gateway-settings.ts';
import { isVisibleFrom } from '../../resource/visibility.ts';
import { nearest } from '../../text/nearest.ts';
import { isSubsetOf, isWildcard } from '../hostname.ts';
import type { DestinationRule, Rules } from './destination-rules.ts';
import type { Hops } from './hops.ts';
import { implicitSample, type KnownService } from './known-services.ts';
import type { Report } from './report.ts';

/** Did-you-mean compares with every service, so it stops after this many unknown hosts. */
const mostSuggestions = 50;

/** What a proxy looks rules up with, and the services it knows. */
export type RuleUser = { readonly rules: Rules; readonly services: () => readonly KnownService[] };

/**
 * DestinationRules that are for no known service, and those that another one, or their `exportTo`, keeps out of force for every proxy.
 * The settings are those of the first of them.
 */
export const reportRules = (
  users: readonly [RuleUser, ...RuleUser[]],
  hops: Hops,
  { namespace: proxyNamespace, clusterDomain }: GatewaySettings,
  report: Report,
): void => {
  const [{ rules }] = users;
  if (rules.all.length === 0) return;
  const hosts = new Map(
    users.flatMap((user) => user.services().map((service) => [service.host, service] as const)).reverse(),
  );
  const services = [...hosts.values()].reverse();
  let suggestions = 0;
  const used = new Set(
    users.flatMap((user) => user.services().flatMap((service) => user.rules.inForce(service)?.rules ?? [])),
  );
  for (const { rule, host } of rules.all) {
    if (used.has(rule)) continue;
    const meant = isWildcard(host) ? services.find((one) => isSubsetOf(one.host, host)) : hosts.get(host);
    const place = rule.at(['spec', 'host']);
    if (meant === undefined) {
      // A bundled sample that no route names is a service all the same.
      if (implicitSample(host, clusterDomain) ?? hops.implicit(host)) continue;
      const comparable = !isWildcard(host) && suggestions++ < mostSuggestions;
      const near = comparable ? nearHost(host, services, clusterDomain) : undefined;
      const remedy = near === undefined ? 'declare the service, or correct the host' : `did you mean "${near}"?`;
      const message = `no service of this workspace has the host "${host}", so this rule does nothing; ${remedy}`;
      report.add({ severity: 'warning', code: 'reference/unknown-rule-host', message, place });
      continue;
    }
    const message = idle(rule, rules.inForce(meant)?.rules[0], proxyNamespace);
    report.add({ severity: 'information', code: 'destination-rule/not-in-force', message, place });
  }
};

const nearHost = (host: string, services: readonly KnownService[], clusterDomain: string): string | undefined => {
  const full = `${host}.svc.${clusterDomain}`;
  const named = services.find((one) => one.host === full);
  if (named) return named.host;
  const [name = ''] = host.split('.');
  // A short name is completed with the namespace of the rule, and the service may well live in another one.
  const elsewhere = host.endsWith(`.svc.${clusterDomain}`) ? services.find((one) => one.name === name) : undefined;
  return (
    elsewhere?.host ??
    nearest(
      host,
      services.map((one) => one.host),
    )
  );
};

const idle = (rule: DestinationRule, winner: DestinationRule | undefined, proxyNamespace: string): string => {
  if (rule.spec.workloadSelector && rule.namespace === proxyNamespace) {
    return 'the gateway does not have the labels of "workloadSelector", so this rule does nothing here; give them to the LocalGateway';
  }
  if (rule.spec.workloadSelector || !isVisibleFrom(rule, proxyNamespace)) {
    return `this rule is not exported to namespace "${proxyNamespace}", where the gateway runs, so it does nothing here; add the namespace to "exportTo"`;
  }
  if (winner === undefined) {
    return 'Istio takes this rule only in the namespace of the service, of the gateway or of the mesh, so it does nothing here; move it there';
  }
  return `DestinationRule "${winner.namespace}/${winner.name}" is in force for this host instead; merge the two, or remove one`;
};
