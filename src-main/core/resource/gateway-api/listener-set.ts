import { type Infer, list, object, optional, required, string } from '../../schema/schema.ts';
import { listener } from './listener.ts';
import { dnsLabel, groupName, kindName, objectName } from './texts.ts';

const parentGatewayRef = object('ParentGatewayReference', {
  group: optional(string(groupName), 'The API group.', { default: 'gateway.networking.k8s.io' }),
  kind: optional(string(kindName), 'Gateway.', { default: 'Gateway' }),
  name: required(string(objectName), 'The name of the Gateway.'),
  namespace: optional(string(dnsLabel), 'Its namespace; its "allowedListeners" must let this one in.', {
    default: 'the same',
  }),
});

/** `ListenerSet`: further listeners of a Gateway. */
export const listenerSetSpec = object('ListenerSet', {
  parentRef: required(parentGatewayRef, 'The Gateway to which the listeners belong.'),
  listeners: required(list(listener, { fewest: 1, most: 64, unique: ['name'] }), 'What is listened on.'),
});

export type ListenerSetSpec = Infer<typeof listenerSetSpec>;
