import { type Infer, integer, list, map, object, oneOf, optional, required, string } from '../../schema/schema.ts';
import { secretRef } from './references.ts';
import { dnsName, groupName, kindName, longText, protocolName, wildcardHost } from './texts.ts';

const selectorRequirement = object('LabelSelectorRequirement', {
  key: required(string(), 'The label.'),
  operator: required(oneOf('In', 'NotIn', 'Exists', 'DoesNotExist'), 'How its value is compared.'),
  values: optional(list(string()), 'The values, for In and NotIn.'),
});

/** Labels as Kubernetes selects them: all of `matchLabels` and all of `matchExpressions`. */
export const labelSelector = object('LabelSelector', {
  matchLabels: optional(map(string()), 'Labels with these values.'),
  matchExpressions: optional(list(selectorRequirement), 'Further conditions on labels.'),
});

const routeKind = object('RouteGroupKind', {
  group: optional(string(groupName), 'The API group.', { default: 'gateway.networking.k8s.io' }),
  kind: required(string(kindName), 'The kind of route.'),
});

const routeNamespaces = object('RouteNamespaces', {
  from: optional(oneOf('All', 'Selector', 'Same'), 'From which namespaces routes may come.', { default: 'Same' }),
  selector: optional(labelSelector, 'The labels of those namespaces, for Selector.'),
});

const allowedRoutes = object('AllowedRoutes', {
  namespaces: optional(routeNamespaces, 'From which namespaces routes may come.', { default: 'the same namespace' }),
  kinds: optional(list(routeKind, { most: 8 }), 'Which kinds of route may come.', {
    default: 'those that the protocol allows',
  }),
});

const listenerTls = object('ListenerTLSConfig', {
  mode: optional(oneOf('Terminate', 'Passthrough'), 'Who ends TLS.', { default: 'Terminate' }),
  certificateRefs: optional(list(secretRef, { most: 64 }), 'Secrets with certificate and key.'),
  options: optional(map(string(longText), { most: 16 }), 'Settings of the implementation.', {
    fidelity: 'ignored',
    note: 'there is none that is known here',
  }),
});

const listenerFields = {
  name: required(string(dnsName), 'The name of the listener, by which routes may choose it.'),
  hostname: optional(string(wildcardHost), 'The host that it serves.', { default: 'every host' }),
  port: required(integer(1, 65535), 'The port that clients dial.'),
  protocol: required(string(protocolName), 'HTTP, HTTPS, TLS, TCP or UDP.'),
  tls: optional(listenerTls, 'How TLS is ended.'),
  allowedRoutes: optional(allowedRoutes, 'Which routes may attach.'),
} as const;

/** A listener of a Gateway or a ListenerSet: the same fields in both. */
export const listener = object('Listener', listenerFields);

export type ListenerSpec = Infer<typeof listener>;
export type LabelSelector = Infer<typeof labelSelector>;
