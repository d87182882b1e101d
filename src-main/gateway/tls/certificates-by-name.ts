import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import type { KeyPair } from './key-material.ts';

/**
 * Of several certificates those that are shown for a server name: what carries the name, one for each kind of key, so that clients of
 * RSA and of ECDSA find theirs; where none does, the first of each kind. `usual` are those for clients that name nobody.
 */
export function certificatesByName(pairs: readonly KeyPair[]): {
  readonly usual: readonly KeyPair[];
  readonly contextFor: (context: SecureContextOptions) => (serverName: string) => Promise<SecureContext | undefined>;
} {
  const known = pairs.map((pair) => ({
    pair,
    leaf: new X509Certificate(pair.certificate),
    kind: createPrivateKey(pair.key).asymmetricKeyType,
  }));
  const firstOfEachKind = (some: typeof known): readonly KeyPair[] =>
    [...Map.groupBy(some, ({ kind }) => kind).values()].flatMap(([first]) => (first ? [first.pair] : []));
  const usual = firstOfEachKind(known);
  return {
    usual,
    contextFor: (context) => {
      const made = new Map<string, SecureContext>();
      return async (serverName) => {
        const carrying = known.filter(({ leaf }) => leaf.checkHost(serverName, { subject: 'never' }) !== undefined);
        if (carrying.length === 0) return undefined;
        const chosen = firstOfEachKind(carrying);
        const key = chosen.map((pair) => pairs.indexOf(pair)).join(' ');
        const before = made.get(key);
        if (before) return before;
        const fresh = createSecureContext({ ...context, ...shown(chosen) });
        made.set(key, fresh);
        return fresh;
      };
    },
  };
}

/** As a context takes them. */
export const shown = (pairs: readonly KeyPair[]): Pick<SecureContextOptions, 'cert' | 'key'> => ({
  cert: pairs.map(({ certificate }) => certificate),
  key: pairs.map(({ key }) => key),
});
