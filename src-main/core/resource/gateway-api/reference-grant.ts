import { type Infer, list, object, optional, required, string } from '../../schema/schema.ts';
import { dnsLabel, groupName, kindName, objectName } from './texts.ts';

const from = object('ReferenceGrantFrom', {
  group: required(string(groupName), 'The API group of what refers.'),
  kind: required(string(kindName), 'The kind of what refers.'),
  namespace: required(string(dnsLabel), 'The namespace of what refers.'),
});

const to = object('ReferenceGrantTo', {
  group: required(string(groupName), 'The API group of what is referred to; "" for core kinds.'),
  kind: required(string(kindName), 'The kind of what is referred to.'),
  name: optional(string(objectName), 'Its name.', { default: 'all of the kind' }),
});

/** `ReferenceGrant`: what in this namespace may be referred to from other ones. */
export const referenceGrantSpec = object('ReferenceGrant', {
  from: required(list(from, { fewest: 1, most: 16 }), 'Who may refer.'),
  to: required(list(to, { fewest: 1, most: 16 }), 'What may be referred to.'),
});

export type ReferenceGrantSpec = Infer<typeof referenceGrantSpec>;
