import { boolean, type Infer, map, object, optional, string } from '../../schema/schema.ts';

/** Core `Secret`: keys and certificates for TLS (reference 2.7). Any other Secret is read and asked for nothing. */
export const secretBody = object('Secret', {
  type: optional(string(), 'What the Secret is for, as `kubernetes.io/tls`; the keys of its data decide here.', {
    default: 'Opaque',
    fidelity: 'ignored',
    note: 'it is recognised by the keys of its data, in Istio too',
  }),
  data: optional(map(string()), 'The values, in base64.'),
  stringData: optional(map(string()), 'The values as they are; they win over "data".'),
  immutable: optional(boolean(), 'Accepted for compatibility.', {
    fidelity: 'ignored',
    note: 'files may always be changed',
  }),
});

export type SecretSpec = Infer<typeof secretBody>;

/** A value of a Secret as it was written. */
export type SecretValue = { readonly base64: string } | { readonly text: string };

/**
 * Values by key, of Secrets by `namespace/name`, of ConfigMaps by `configmap://namespace/name`. Holds private keys: it goes to the gateway and
 * nowhere else.
 */
export type Secrets = Readonly<Record<string, Readonly<Record<string, SecretValue>>>>;

/** All values of a Secret; `stringData` wins, as in Kubernetes. */
export const secretValues = ({ data = {}, stringData = {} }: SecretSpec): Readonly<Record<string, SecretValue>> =>
  Object.fromEntries([
    ...Object.entries(data).map(([key, base64]) => [key, { base64 }] as const),
    ...Object.entries(stringData).map(([key, text]) => [key, { text }] as const),
  ]);
