import { type Infer, list, map, object, oneOf, optional, required, string } from '../../schema/schema.ts';
import { localObjectRef } from './references.ts';
import {
  authorities,
  dnsName,
  exactHost,
  groupName,
  kindName,
  longText,
  objectName,
  uriText,
  wildcardHost,
} from './texts.ts';

const target = object('LocalPolicyTargetReferenceWithSectionName', {
  group: required(string(groupName), 'The API group; "" for a Service.'),
  kind: required(string(kindName), 'Service.'),
  name: required(string(objectName), 'The name of the Service.'),
  sectionName: optional(string(dnsName), 'The name of its port.', { default: 'all ports' }),
});

const subjectAltName = object('SubjectAltName', {
  type: required(oneOf('Hostname', 'URI'), 'Which sort of name it is.'),
  hostname: optional(string(wildcardHost), 'The host name.'),
  uri: optional(string(uriText), 'The URI.'),
});

const validation = object('BackendTLSPolicyValidation', {
  caCertificateRefs: optional(list(localObjectRef, { most: 8 }), 'ConfigMaps with authorities, under the key ca.crt.'),
  wellKnownCACertificates: optional(string(authorities), 'System: the authorities that this machine trusts.'),
  hostname: required(string(exactHost), 'The server name to ask for, and the name that the certificate must have.'),
  subjectAltNames: optional(list(subjectAltName, { most: 5 }), 'Names of which the certificate must have one instead.'),
});

/** `BackendTLSPolicy`: TLS towards a Service. */
export const backendTlsPolicySpec = object('BackendTLSPolicy', {
  targetRefs: required(list(target, { fewest: 1, most: 16 }), 'The Services that are spoken to with TLS.'),
  validation: required(validation, 'How their certificates are checked.'),
  options: optional(map(string(longText), { most: 16 }), 'Settings of the implementation.', {
    fidelity: 'ignored',
    note: 'there is none that is known here',
  }),
});

export type BackendTlsPolicySpec = Infer<typeof backendTlsPolicySpec>;
