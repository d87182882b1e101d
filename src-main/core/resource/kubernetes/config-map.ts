import { boolean, type Infer, map, object, optional, string } from '../../schema/schema.ts';
import type { SecretValue } from './secret.ts';

/** Core `ConfigMap`: authorities for TLS, named as `configmap://namespace/name` (reference 2.7). Any other one is asked for nothing. */
export const configMapBody = object('ConfigMap', {
  data: optional(map(string()), 'The values, as they are.'),
  binaryData: optional(map(string()), 'More values, in base64.'),
  immutable: optional(boolean(), 'Accepted for compatibility.', {
    fidelity: 'ignored',
    note: 'files may always be changed',
  }),
});

export type ConfigMapSpec = Infer<typeof configMapBody>;

/** All values of a ConfigMap; Kubernetes refuses a key in both maps, here `data` wins. */
export const configMapValues = ({ data = {}, binaryData = {} }: ConfigMapSpec): Readonly<Record<string, SecretValue>> =>
  Object.fromEntries([
    ...Object.entries(binaryData).map(([key, base64]) => [key, { base64 }] as const),
    ...Object.entries(data).map(([key, text]) => [key, { text }] as const),
  ]);

/** The key of a ConfigMap among `Secrets`. */
export const configMapKey = (namespace: string, name: string): string => `configmap://${namespace}/${name}`;
