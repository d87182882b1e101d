import { type Infer, list, map, object, optional, required, string } from '../../schema/schema.ts';
import { trafficPolicy } from './traffic-policy.ts';

export const subset = object('Subset', {
  name: required(string(), 'The name that destinations use.'),
  labels: optional(map(string()), 'Labels that an endpoint must have to belong to the subset.', {
    default: 'none: every endpoint',
  }),
  trafficPolicy: optional(trafficPolicy, 'Settings of this subset; each block replaces that of the rule.'),
});

const workloadSelector = object('WorkloadSelector', {
  matchLabels: optional(map(string()), 'Labels of the gateways and sidecars for which the rule counts.'),
});

/** Reference 1.4. */
export const destinationRuleSpec = object('DestinationRule', {
  host: required(
    string(),
    'The service: a short name, completed with the namespace of the rule, a full name or a wildcard.',
  ),
  trafficPolicy: optional(trafficPolicy, 'How connections and requests are sent to the service.'),
  subsets: optional(list(subset), 'Named parts of the service, such as its versions.'),
  exportTo: optional(list(string()), 'The namespaces whose gateways may see it: ".", "*" or names.', {
    default: '["*"]',
  }),
  workloadSelector: optional(workloadSelector, 'Limits the rule to some gateways of its own namespace.', {
    fidelity: 'approximated',
    note: 'without labels in a LocalGateway, the gateway has the labels that the Gateways ask for',
  }),
});

export type DestinationRuleSpec = Infer<typeof destinationRuleSpec>;
export type SubsetSpec = Infer<typeof subset>;
