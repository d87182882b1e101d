import { type Infer, integer, object, optional, required, string } from '../../schema/schema.ts';
import { dnsLabel, dnsName, groupName, kindName, objectName } from './texts.ts';

const namespaceDoc = 'The namespace of what is referred to; another one than its own needs a ReferenceGrant there.';

/** Where a route wants to be served (Gateway API reference, ParentReference). */
export const parentRef = object('ParentReference', {
  group: optional(string(groupName), 'The API group.', { default: 'gateway.networking.k8s.io' }),
  kind: optional(string(kindName), 'Gateway or ListenerSet.', { default: 'Gateway' }),
  namespace: optional(string(dnsLabel), 'The namespace of the Gateway.', { default: 'that of the route' }),
  name: required(string(objectName), 'The name of the Gateway.'),
  sectionName: optional(string(dnsName), 'The listener by its name.', { default: 'all listeners' }),
  port: optional(integer(1, 65535), 'The listeners with this port.', { default: 'any port' }),
});

export const secretRef = object('SecretObjectReference', {
  group: optional(string(groupName), 'The API group.', { default: '""' }),
  kind: optional(string(kindName), 'Secret.', { default: 'Secret' }),
  name: required(string(objectName), 'The name of the Secret.'),
  namespace: optional(string(dnsLabel), namespaceDoc, { default: 'the same' }),
});

/** Something in any namespace, its kind always written. */
export const objectRef = object('ObjectReference', {
  group: required(string(groupName), 'The API group; "" for ConfigMap and Secret.'),
  kind: required(string(kindName), 'ConfigMap or Secret.'),
  name: required(string(objectName), 'Its name.'),
  namespace: optional(string(dnsLabel), namespaceDoc, { default: 'the same' }),
});

/** Something in the same namespace. */
export const localObjectRef = object('LocalObjectReference', {
  group: required(string(groupName), 'The API group; "" for core kinds.'),
  kind: required(string(kindName), 'The kind.'),
  name: required(string(objectName), 'The name.'),
});

const backendFields = {
  group: optional(string(groupName), 'The API group.', { default: '""' }),
  kind: optional(string(kindName), 'Service.', { default: 'Service' }),
  name: required(string(objectName), 'The name of the Service.'),
  namespace: optional(string(dnsLabel), namespaceDoc, { default: 'that of the route' }),
  port: optional(integer(1, 65535), 'The port of the Service; needed for a Service.'),
} as const;

/** A destination without share, as mirrors have it. */
export const backendObjectRef = object('BackendObjectReference', backendFields);

/** A destination with its share. */
export const backendRefFields = {
  ...backendFields,
  weight: optional(integer(0, 1_000_000), 'Its share among all destinations of the rule.', { default: '1' }),
} as const;

export const backendRef = object('BackendRef', backendRefFields);

export type ParentRef = Infer<typeof parentRef>;
export type SecretRef = Infer<typeof secretRef>;
export type ObjectRef = Infer<typeof objectRef>;
export type LocalObjectRef = Infer<typeof localObjectRef>;
export type BackendObjectRef = Infer<typeof backendObjectRef>;
export type BackendRef = Infer<typeof backendRef>;
