import { isDnsLabel, isFullName } from '../names.ts';

/** V6 and V8: why a reference to a Gateway cannot be read. */
export const gatewayNameProblem = (written: string): string | undefined => {
  const slash = written.indexOf('/');
  if (slash < 0) {
    return isFullName(written)
      ? undefined
      : `"${written}" is not the name of a Gateway; write "name" or "namespace/name"`;
  }
  const [namespace, name] = [written.slice(0, slash), written.slice(slash + 1)];
  if (namespace === '.')
    return `"${written}" cannot begin with "."; write "${name}" for a Gateway in the same namespace`;
  if (isDnsLabel(namespace) && isDnsLabel(name)) return undefined;
  return `"${written}" is not the name of a Gateway; write "name" or "namespace/name"`;
};

/** V7: how a name in the legacy form "name.namespace" is written today; undefined for every other name. */
export const legacyGatewayName = (written: string): string | undefined => {
  if (written.includes('/')) return undefined;
  const [name = '', namespace] = written.split('.');
  return namespace ? `${namespace}/${name}` : undefined;
};

/**
 * `namespace/name` of the Gateway that an entry of `gateways` means (reference 3.1), or `mesh`.
 * `namespace` is that of the VirtualService.
 */
export const resolveGatewayName = (written: string, namespace: string): string => {
  if (written === 'mesh') return 'mesh';
  const slash = written.indexOf('/');
  if (slash >= 0) {
    const before = written.slice(0, slash);
    return `${before === '.' ? namespace : before}/${written.slice(slash + 1)}`;
  }
  // The legacy form "name.namespace", with or without the domain of the cluster behind it.
  const [name = '', legacy] = written.split('.');
  return legacy ? `${legacy}/${name}` : `${namespace}/${written}`;
};
