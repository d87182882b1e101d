import { any, type Infer, integer, list, map, object, optional, string } from '../schema/schema.ts';

const server = { fidelity: 'ignored', note: 'a cluster writes it' } as const;

/** The metadata of every resource. What a cluster adds to it is taken silently, so that exported resources can be used as they are. */
export const metadata = object('metadata', {
  name: optional(string(), 'The name of the resource; unique within its kind and namespace.'),
  namespace: optional(string(), 'The namespace of the resource.', { default: 'default' }),
  labels: optional(map(string()), 'Labels by which other resources choose this one.'),
  annotations: optional(map(string()), 'Notes for tools.'),
  creationTimestamp: optional(string(), 'When it was created; older resources come first.'),
  generateName: optional(string(), 'The beginning of a name that a cluster completes.'),
  uid: optional(string(), 'The id a cluster gave it.', server),
  resourceVersion: optional(any(), 'The version a cluster gave it.', server),
  generation: optional(integer(), 'How often it was changed in a cluster; statuses repeat it.', { default: '1' }),
  deletionTimestamp: optional(string(), 'When it is to be deleted.', server),
  deletionGracePeriodSeconds: optional(integer(), 'How long its deletion may take.', server),
  finalizers: optional(list(string()), 'What must happen before it is deleted.', server),
  ownerReferences: optional(any(), 'The resources it belongs to.', server),
  managedFields: optional(any(), 'Who changed what in a cluster.', server),
  selfLink: optional(string(), 'Its address in a cluster.', server),
});

export type Metadata = Infer<typeof metadata>;
