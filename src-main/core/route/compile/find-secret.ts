import { configMapKey, configMapValues } from '../../resource/kubernetes/config-map.ts';
import { secretValues } from '../../resource/kubernetes/secret.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { keyOf } from './origin.ts';

/** A Secret, or a ConfigMap where one is named. `key`: under which the gateway finds its values among `Secrets`. */
export type FoundSecret = {
  readonly key: string;
  readonly namespace: string;
  readonly keys: ReadonlySet<string>;
};

/** `namespace`: of the document that names it. */
export type FindSecret = (written: string, namespace: string) => FoundSecret | undefined;

/**
 * Secrets are looked up where the gateway runs (reference 2.7). As long as no LocalGateway says where that is, a Secret
 * beside the document, or the only one of its name, will do too. `configmap://namespace/name` is a ConfigMap.
 */
export const createFindSecret = (snapshot: Snapshot): FindSecret => {
  const { namespace: own, labels } = snapshot.settings;
  const secrets = new Map(snapshot.secrets.map((secret) => [keyOf(secret), secret]));
  const configMaps = new Map(snapshot.configMaps.map((one) => [keyOf(one), one]));
  return (written, namespace) => {
    if (written.startsWith(mapScheme)) {
      const found = configMaps.get(written.slice(mapScheme.length));
      if (found === undefined) return undefined;
      const keys = new Set(Object.keys(configMapValues(found.spec)));
      return { key: configMapKey(found.namespace, found.name), namespace: found.namespace, keys };
    }
    const explicit = /^kubernetes(?:-gateway)?:\/\/([^/]+)\/([^/]+)$/.exec(written);
    const name = explicit?.[2] ?? written.replace(/^kubernetes:\/\//, '');
    const homes = explicit ? [explicit[1] ?? ''] : labels === undefined ? [own, namespace] : [own];
    const secret =
      homes.map((home) => secrets.get(`${home}/${name}`)).find((found) => found !== undefined) ??
      (explicit || labels !== undefined ? undefined : snapshot.secrets.find((one) => one.name === name));
    return (
      secret && {
        key: keyOf(secret),
        namespace: secret.namespace,
        keys: new Set(Object.keys(secretValues(secret.spec))),
      }
    );
  };
};

const mapScheme = 'configmap://';

/** Of a server, or of a client that shows one. */
export const hasPair = (keys: ReadonlySet<string>): boolean =>
  (keys.has('cert') && keys.has('key')) || (keys.has('tls.crt') && keys.has('tls.key'));

export const hasAuthorities = (keys: ReadonlySet<string>): boolean => keys.has('cacert') || keys.has('ca.crt');
