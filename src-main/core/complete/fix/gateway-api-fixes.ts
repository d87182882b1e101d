import { setValue } from '../../edit/yaml-edits.ts';
import type { GatewaySpec } from '../../resource/gateway-api/gateway.ts';
import type { Resource } from '../../resource/resource.ts';
import { nearest } from '../../text/nearest.ts';
import type { Path } from '../../text/tree.ts';
import type { Fix } from '../answers.ts';
import { edited, type FixContext, type Fixer, fixHere, newDocument, valueAt, writtenAt } from './context.ts';

/** A reference as it is written, with the namespace it means. */
type Reference = { readonly kind: string; readonly namespace: string; readonly name: string };

const referenceAt = (context: FixContext, path: Path, kind: string): Reference => {
  const written = (key: string): string => writtenAt({ ...context, path: [...path, key] });
  return {
    kind: written('kind') || kind,
    namespace: written('namespace') || context.namespace,
    name: written('name'),
  };
};

/** The path of the reference around a place, by the list that it is an item of. */
const around = (path: Path, list: string): Path | undefined => {
  const at = path.lastIndexOf(list);
  return at < 0 ? undefined : path.slice(0, at + 2);
};

const replaceWith = (context: FixContext, path: Path, value: string | number, preferred: boolean): readonly Fix[] =>
  fixHere(
    context,
    typeof value === 'number' ? `Use port ${value}` : `Replace with "${value}"`,
    setValue(edited(context), path, value),
    preferred,
  );

/** A parent that is not there takes the nearest name in its namespace. */
export const missingParent: Fixer = (context) => {
  const path = around(context.path, 'parentRefs');
  if (!path) return [];
  const { kind, namespace, name } = referenceAt(context, path, 'Gateway');
  const { gateways, listenerSets } = context.workspace.snapshot.gatewayApi;
  const there: readonly Resource[] = kind === 'ListenerSet' ? listenerSets : gateways;
  const meant = nearest(
    name,
    there.filter((one) => one.namespace === namespace).map((one) => one.name),
  );
  return meant ? replaceWith(context, [...path, 'name'], meant, true) : [];
};

/** A listener that the parent does not have: one that it has, by name or port. */
export const otherListener: Fixer = (context) => {
  const path = around(context.path, 'parentRefs');
  const field = context.path.at(-1);
  if (!path || (field !== 'sectionName' && field !== 'port')) return [];
  const { namespace, name } = referenceAt(context, path, 'Gateway');
  const gateway = context.workspace.snapshot.gatewayApi.gateways.find(
    (one: Resource<GatewaySpec>) => one.namespace === namespace && one.name === name,
  );
  const listeners = gateway?.spec.listeners ?? [];
  if (field === 'port') {
    const ports = [...new Set(listeners.flatMap(({ port }) => (port === undefined ? [] : [port])))];
    return ports.flatMap((port) => replaceWith(context, context.path, port, ports.length === 1));
  }
  const names = listeners.map((one) => one.name);
  const meant = nearest(writtenAt(context), names);
  const others = names.length <= 4 ? names.filter((one) => one !== meant) : [];
  return [
    ...(meant ? replaceWith(context, context.path, meant, true) : []),
    ...others.flatMap((one) => replaceWith(context, context.path, one, false)),
  ];
};

/** A route without parents is given one of the Gateways. */
export const addParent: Fixer = (context) => {
  const { workspace, namespace, prefix } = context;
  // Routes of other namespaces are not let in unless a listener says so.
  const gateways = workspace.snapshot.gatewayApi.gateways.filter(
    (one) =>
      one.namespace === namespace ||
      one.spec.listeners.some(({ allowedRoutes }) => (allowedRoutes?.namespaces?.from ?? 'Same') !== 'Same'),
  );
  return gateways.flatMap((one) => {
    const ref = one.namespace === namespace ? { name: one.name } : { name: one.name, namespace: one.namespace };
    const edits = setValue(edited(context), [...prefix, 'spec', 'parentRefs'], [ref]);
    return fixHere(context, `Attach it to Gateway "${one.name}"`, edits, gateways.length === 1);
  });
};

/** A backend that is not found: the nearest Service, a port that it has, or the permission to name it. */
export const backend: Fixer = (context) => {
  const list = ['backendRefs', 'backendRef'].find((one) => context.path.includes(one));
  const path =
    list === 'backendRefs'
      ? around(context.path, list)
      : context.path.slice(0, context.path.lastIndexOf('backendRef') + 1);
  if (!list || !path) return [];
  const { kind, namespace, name } = referenceAt(context, path, 'Service');
  if (kind !== 'Service') return [];
  const services = context.workspace.snapshot.services.filter((one) => one.namespace === namespace);
  const found = services.find((one) => one.name === name);
  if (!found) {
    const meant = nearest(
      name,
      services.map((one) => one.name),
    );
    return meant ? replaceWith(context, [...path, 'name'], meant, true) : [];
  }
  const port = Number(writtenAt({ ...context, path: [...path, 'port'] }));
  const ports = (found.spec.ports ?? []).map((one) => one.port);
  const other = ports.includes(port)
    ? []
    : ports.slice(0, 4).flatMap((one) => replaceWith(context, [...path, 'port'], one, ports.length === 1));
  return [...other, ...(namespace === context.namespace ? [] : grant(context, { kind, namespace, name }))];
};

/** The permission to name a Secret, ConfigMap or Service of another namespace. */
export const permit: Fixer = (context) => {
  const list = ['certificateRefs', 'caCertificateRefs', 'backendRefs', 'clientCertificateRef'].find((one) =>
    context.path.includes(one),
  );
  if (!list) return [];
  const at = context.path.lastIndexOf(list);
  const path = context.path.slice(0, list.endsWith('s') ? at + 2 : at + 1);
  if (valueAt({ ...context, path })?.is !== 'map') return [];
  const kinds: Readonly<Record<string, string>> = { backendRefs: 'Service', caCertificateRefs: 'ConfigMap' };
  return grant(context, referenceAt(context, path, kinds[list] ?? 'Secret'));
};

const grant = (context: FixContext, { kind, namespace, name }: Reference): readonly Fix[] => {
  if (namespace === context.namespace || name === '') return [];
  const text = `apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata:
  name: ${context.name}-to-${name}
  namespace: ${namespace}
spec:
  from:
  - group: ${context.group}
    kind: ${context.kind}
    namespace: ${context.namespace}
  to:
  - group: ""
    kind: ${kind}
    name: ${name}
`;
  const edit = newDocument(context.workspace, context.document.file, text);
  return [{ title: `Permit it with a ReferenceGrant in "${namespace}"`, preferred: false, edits: [edit] }];
};
