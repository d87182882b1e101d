import type { GatewaySettings } from '../../resource/local/gateway-settings.ts';
import { nearest } from '../../text/nearest.ts';
import { isSubsetOf, isWildcard } from '../hostname.ts';
import { isVisibleFrom } from '../precedence.ts';
import type { DestinationRule, Rules } from './destination-rules.ts';
import { implicitSample, type KnownService } from './known-services.ts';
import type { Report } from './report.ts';

/** Did-you-mean compares with every service, so it stops after this many unknown hosts. */
const mostSuggestions = 50;

/** DestinationRules that are for no known service, and those that another one, or their `exportTo`, keeps out of force. */
export const reportRules = (
  rules: Rules,
  services: readonly KnownService[],
  { namespace: proxyNamespace, clusterDomain }: GatewaySettings,
  report: Report,
): void => {
  if (rules.all.length === 0) return;
  const hosts = new Map(services.map((service) => [service.host, service]));
  let suggestions = 0;
  const used = new Set(services.flatMap((service) => rules.inForce(service)?.rules ?? []));
  for (const { rule, host } of rules.all) {
    if (used.has(rule)) continue;
    const meant = isWildcard(host) ? services.find((one) => isSubsetOf(one.host, host)) : hosts.get(host);
    const place = rule.at(['spec', 'host']);
    if (meant === undefined) {
      // A bundled sample that no route names is a service all the same.
      if (implicitSample(host, clusterDomain)) continue;
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
