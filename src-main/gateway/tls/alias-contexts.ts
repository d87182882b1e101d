import { X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { fitsDomain } from '#core/route/explain-hosts.ts';
import type { KeyPair } from './key-material.ts';
import type { LocalCa } from './local-ca.ts';

type ContextFor = (serverName: string) => Promise<SecureContext | undefined>;

/**
 * Contexts for the `.localhost` names of a server whose certificates are somebody else's: none of those carries such a name, so the local
 * authority signs one for it. What a certificate carries, or `servers` (those of the documents) name, is shown as everywhere.
 */
export function withAliases(
  ca: LocalCa,
  context: SecureContextOptions,
  pairs: readonly KeyPair[],
  servers: readonly string[],
  contextFor?: ContextFor,
): ContextFor {
  const leaves = pairs.map(({ certificate }) => new X509Certificate(certificate));
  const named = servers.filter((name) => name !== '*');
  const made = new WeakMap<object, SecureContext>();
  return async (serverName) => {
    const usual = await contextFor?.(serverName);
    if (usual || !/^[a-z0-9._-]{1,243}\.localhost$/.test(serverName)) return usual;
    if (named.some((name) => fitsDomain(name, serverName)) || leaves.some((leaf) => leaf.checkHost(serverName)))
      return undefined;
    const leaf = await ca.leafFor([serverName]);
    const known = made.get(leaf);
    if (known) return known;
    const fresh = createSecureContext({ ...context, cert: leaf.certificate, key: leaf.key });
    made.set(leaf, fresh);
    return fresh;
  };
}
