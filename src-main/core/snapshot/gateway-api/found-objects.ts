import type { ObjectRef, SecretRef } from '../../resource/gateway-api/references.ts';
import { configMapValues } from '../../resource/kubernetes/config-map.ts';
import { type SecretValue, secretValues } from '../../resource/kubernetes/secret.ts';
import type { Resource } from '../../resource/resource.ts';
import { fromBase64 } from '../../text/base64.ts';
import type { Path } from '../../text/tree.ts';
import type { Snapshot } from '../snapshot.ts';
import type { FoundObject } from './attached.ts';
import { gatewayApiGroup } from './conditions.ts';
import type { Granted } from './grants.ts';

/** Why a reference cannot be followed. `kind`: of a sort that is not known here. `grant`: it is in another namespace and nobody permits it. */
export type Unfound = { readonly why: 'kind' | 'grant' | 'missing' | 'content'; readonly message: string };

export type FoundObjects = {
  /** A Secret with a certificate and its key, as far as text can tell. */
  readonly keyPair: (ref: SecretRef, owner: Resource, at: Path) => FoundObject | Unfound;
  /** A ConfigMap with authorities under `ca.crt`. */
  readonly authorities: (ref: ObjectRef, owner: Resource, at: Path) => FoundObject | Unfound;
};

/** Follows references to Secrets and ConfigMaps. Whether one may be followed is asked before whether anything is there (reference 2.5). */
export const createFoundObjects = ({ secrets, configMaps }: Snapshot, granted: Granted): FoundObjects => {
  const secretsByKey = new Map(secrets.map((one) => [`${one.namespace}/${one.name}`, one.spec]));
  const mapsByKey = new Map(configMaps.map((one) => [`${one.namespace}/${one.name}`, one.spec]));

  const reach = (kind: string, ref: SecretRef, owner: Resource): { readonly namespace: string } | Unfound => {
    const { group = '', kind: written = kind, name, namespace = owner.namespace } = ref;
    if (group !== '' || written !== kind) {
      const shown = group === '' ? written : `${written} of "${group}"`;
      return { why: 'kind', message: `a ${shown} cannot be used here; name a ${kind}` };
    }
    const from = { group: gatewayApiGroup, kind: owner.kind, namespace: owner.namespace };
    if (granted(from, { group, kind, namespace, name })) return { namespace };
    const message = `no ReferenceGrant in namespace "${namespace}" lets ${owner.kind}s of "${owner.namespace}" refer to the ${kind} "${name}"; add one`;
    return { why: 'grant', message };
  };

  return {
    keyPair: (ref, owner, at) => {
      const reached = reach('Secret', ref, owner);
      if ('why' in reached) return reached;
      const { namespace } = reached;
      const { name } = ref;
      const spec = secretsByKey.get(`${namespace}/${name}`);
      if (spec === undefined) {
        const message = `there is no Secret "${name}" in namespace "${namespace}"; add one of type kubernetes.io/tls`;
        return { why: 'missing', message };
      }
      const values = secretValues(spec);
      const certificate = textOf(values['tls.crt'] ?? values.cert);
      const key = textOf(values['tls.key'] ?? values.key);
      if (!isPem(certificate, 'CERTIFICATE') || !isPem(key, 'PRIVATE KEY')) {
        const message = `the Secret "${namespace}/${name}" is no key pair; put a certificate under "tls.crt" and its key under "tls.key", both as PEM`;
        return { why: 'content', message };
      }
      return { namespace, name, place: owner.at([...at, 'name']) };
    },
    authorities: (ref, owner, at) => {
      const reached = reach('ConfigMap', ref, owner);
      if ('why' in reached) return reached;
      const { namespace } = reached;
      const { name } = ref;
      const spec = mapsByKey.get(`${namespace}/${name}`);
      if (spec === undefined) {
        const message = `there is no ConfigMap "${name}" in namespace "${namespace}"; add one with authorities under "ca.crt"`;
        return { why: 'missing', message };
      }
      if (!isPem(textOf(configMapValues(spec)['ca.crt']), 'CERTIFICATE')) {
        const message = `the ConfigMap "${namespace}/${name}" has no certificate under "ca.crt"; put one there as PEM`;
        return { why: 'content', message };
      }
      return { namespace, name, place: owner.at([...at, 'name']) };
    },
  };
};

const textOf = (value: SecretValue | undefined): string => {
  if (value === undefined) return '';
  return 'text' in value ? value.text : (fromBase64(value.base64) ?? '');
};

/** The words before PRIVATE KEY name its sort. */
const isPem = (text: string, label: 'CERTIFICATE' | 'PRIVATE KEY'): boolean => {
  const begin = text.search(new RegExp(`-----BEGIN (?:[A-Z0-9]+ )*${label}-----`));
  return begin >= 0 && new RegExp(`-----END (?:[A-Z0-9]+ )*${label}-----`).test(text.slice(begin));
};
