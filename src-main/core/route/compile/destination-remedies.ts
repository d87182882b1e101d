import { nearest } from '../../text/nearest.ts';
import { quotedList } from '../../text/words.ts';
import type { DestinationRule, Rules } from './destination-rules.ts';
import { type KnownService, samplePorts } from './known-services.ts';

/** Why a subset is not known, and what was probably meant. */
export const unknownSubset = (
  subset: string,
  service: KnownService,
  rules: Rules,
  seenBy: 'gateway' | 'client',
): string => {
  const { host } = service;
  const rule = rules.inForce(service);
  const answer = 'requests are answered with 503';
  const elsewhere = definedElsewhere(subset, service, rules);
  if (rule === undefined) {
    if (elsewhere === undefined) {
      return `no DestinationRule defines subsets of "${host}", so ${answer}; add one with subset "${subset}", or leave "subset" out to reach the whole service`;
    }
    return `the subset "${subset}" is defined by DestinationRule "${elsewhere.namespace}/${elsewhere.name}", which is not exported to the namespace of the ${seenBy}, so ${answer}; add the namespace to its "exportTo"`;
  }
  const [{ namespace, name }] = rule.rules;
  const inForce = `DestinationRule "${namespace}/${name}"`;
  if (elsewhere !== undefined) {
    return `the subset "${subset}" is defined by DestinationRule "${elsewhere.namespace}/${elsewhere.name}", but ${inForce} is in force for this ${seenBy}, so ${answer}; define it there too`;
  }
  const known = rule.subsets.map((one) => one.name);
  const meant = nearest(subset, known);
  const remedy = meant
    ? `did you mean "${meant}"?`
    : known.length > 0
      ? `use ${quotedList(known)}, or add it there`
      : 'add it there';
  return `${inForce} defines no subset "${subset}" of "${host}", so ${answer}; ${remedy}`;
};

/** A rule that is not in force for a service and defines the subset. */
export const definedElsewhere = (subset: string, service: KnownService, rules: Rules): DestinationRule | undefined => {
  const inForce = rules.inForce(service)?.rules;
  return rules.all.find(
    ({ rule, host }) =>
      host === service.host && !inForce?.includes(rule) && rule.spec.subsets?.some(({ name }) => name === subset),
  )?.rule;
};

export const bindRemedy = (host: string, namespace: string, clusterDomain: string): string => {
  const suffix = `.svc.${clusterDomain}`;
  if (!host.endsWith(suffix)) {
    return `bind it with a LocalService in namespace "${namespace}" with service "${host}", or in the services panel`;
  }
  const [name = host, home = namespace] = host.slice(0, -suffix.length).split('.');
  return `bind it with a LocalService "${name}" in namespace "${home}", or in the services panel`;
};

export const portRemedy = ({ ports }: KnownService, isWritten: boolean): string => {
  const numbers = ports.map(({ number }) => number);
  if (numbers.length === 0) return 'declare the port in the Service';
  const list = numbers.length === 1 ? `port ${numbers[0]}` : `one of ${numbers.join(', ')}`;
  return isWritten
    ? `use ${list}`
    : `say which port is meant with "port.number", ${list}, because the port of the Gateway is taken for a service with several`;
};

export const suggestHost = (
  host: string,
  known: ReadonlyMap<string, KnownService>,
  clusterDomain: string,
): string | undefined => {
  const full = `${host}.svc.${clusterDomain}`;
  // `reviews.prod` is not completed in Istio; the full name is what was meant.
  if (known.has(full)) return full;
  const suffix = `.svc.${clusterDomain}`;
  if (!host.endsWith(suffix)) return nearest(host, known.keys());
  const [name = '', namespace = ''] = host.split('.');
  const neighbours = [...known.values()].filter((one) => one.namespace === namespace).map((one) => one.name);
  const near = nearest(name, [...neighbours, ...Object.keys(samplePorts)]);
  if (near !== undefined) return near;
  for (const one of known.values()) if (one.name === name) return one.host;
  return undefined;
};
