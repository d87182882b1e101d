import { type Infer, list, object, optional, string } from '../../schema/schema.ts';

/** Core `Namespace`: only its labels are looked at, by selectors of the Gateway API and of policies. */
export const namespaceSpec = object('Namespace', {
  finalizers: optional(list(string()), 'What must happen before it is deleted.', {
    fidelity: 'ignored',
    note: 'a cluster writes it',
  }),
});

export type NamespaceSpec = Infer<typeof namespaceSpec>;
