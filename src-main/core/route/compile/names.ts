/** The Gateway that a name in a VirtualService means, as `namespace/name`, or `mesh` (reference 3.1). */
export const gatewayKey = (written: string, namespace: string): string => {
  if (written === 'mesh') return written;
  const slash = written.indexOf('/');
  if (slash !== -1) return written.startsWith('./') ? `${namespace}${written.slice(slash)}` : written;
  // The old form: `name.namespace`, with or without the rest of a service name.
  const [name, of] = written.split('.');
  return of === undefined ? `${namespace}/${written}` : `${of}/${name}`;
};
