import type { Failure, Result } from '../failure.ts';
import type { Origin } from '../route/table.ts';
import { treeAt } from '../text/cursor.ts';
import type { Path } from '../text/tree.ts';
import { type Change, changeDocument } from './change.ts';
import { chunksOf, resourcesIn, type VisualDocument } from './document.ts';

/** A destination as somebody chooses it. `host` as in the table (`reviews.default.svc.cluster.local`) or as it is typed; port 0: not said. */
export type Target = { readonly host: string; readonly port: number; readonly subset?: string };

/** The new text of the file, where in it the destination stands, and what else is needed for it to work. */
export type Retargeted = { readonly text: string; readonly at: number; readonly note?: string };

/**
 * Leads one destination (or mirror) elsewhere: writes its host, subset and port, and nothing else of the text. `origin` is that of the
 * destination in the table that was made of `text`; `usual` is the port of the target that a destination of Istio means where it names
 * none, if that is known. Fails where the text is another one by now, or the API cannot say it.
 */
export const retarget = (text: string, origin: Origin, target: Target, usual?: number): Result<Retargeted> => {
  const refusal = refusalOf(origin, target);
  if (refusal) return { ok: false, failure: refusal };
  const document = documentOf(text, origin);
  const path = document && [...document.root, ...pathOf(origin.path)];
  const here = path && document.tree && treeAt(document.tree, path);
  if (!document || !path || !here)
    return refused(
      'retarget/moved',
      `${origin.kind} "${origin.name}" is written otherwise by now; wait a moment and try again`,
    );
  const made = changesFor(document, path, origin, { ...target, ...(usual === undefined ? {} : { usual }) });
  if (!made.ok) return made;
  const changed = changeDocument(text, document.index, made.value.changes);
  if (!changed.ok) return changed;
  const { note } = made.value;
  return {
    ok: true,
    value: { text: changed.value, at: document.start + here.range[0], ...(note === undefined ? {} : { note }) },
  };
};

/** Why a destination of this API cannot lead there, before anybody tries; undefined: it can. */
export const refusalOf = (origin: Origin, target: Target): Failure | undefined => {
  const service = serviceOf(target.host, origin.namespace);
  const of = `a destination of ${origin.kind} "${origin.name}"`;
  const refuse = (code: string, message: string): Failure => ({ code, message });
  if (target.host === '') return refuse('retarget/nobody', 'name a host to send requests to');
  if (origin.kind === 'VirtualService') return undefined;
  if (!isBackendRoute(origin.kind) && origin.kind !== 'Ingress')
    return refuse('retarget/kind', `${of} cannot be led elsewhere here; change it in the text`);
  if (target.subset !== undefined)
    return refuse(
      'retarget/subset',
      `${of} cannot name a subset ("${target.subset}"); make a Service for it and choose that`,
    );
  if (service === undefined)
    return refuse(
      'retarget/no-service',
      `${of} can only be a Service, which "${target.host}" is not; a VirtualService can lead there`,
    );
  if (target.port === 0) return refuse('retarget/port', `${of} needs a port; add it, as in "${service.name}:80"`);
  if (origin.kind === 'Ingress' && service.namespace !== origin.namespace)
    return refuse(
      'retarget/namespace',
      `${of} must be in its namespace "${origin.namespace}", and "${service.name}" is in "${service.namespace}"`,
    );
  return undefined;
};

const isBackendRoute = (kind: string): boolean => /^(HTTP|GRPC|TCP|TLS|UDP)Route$/.test(kind);

type Made = { readonly changes: readonly Change[]; readonly note?: string };

type Aim = Target & { readonly usual?: number };

const changesFor = (document: VisualDocument, place: Path, origin: Origin, target: Aim): Result<Made> => {
  const path = reference(document, place);
  if (origin.kind === 'VirtualService')
    return { ok: true, value: { changes: istioChanges(document, path, origin, target) } };
  const service = serviceOf(target.host, origin.namespace) ?? { name: target.host, namespace: origin.namespace };
  if (origin.kind === 'Ingress') {
    const at = [...path, 'service'];
    if (!treeOf(document, at))
      return refused('retarget/resource', 'this backend is a resource and no Service; change it in the text');
    const named = treeOf(document, [...at, 'port', 'name']) !== undefined;
    return {
      ok: true,
      value: {
        changes: [
          ...unlessSame(document, [...at, 'name'], service.name),
          // Before the number is written, because only one of them may stand there; an empty map must not go with it.
          ...(named
            ? [{ do: 'set', path: [...at, 'port'], value: { number: target.port } } as const]
            : unlessSame(document, [...at, 'port', 'number'], target.port)),
        ],
      },
    };
  }
  const kind = scalarOf(document, [...path, 'kind']);
  if (kind !== undefined && kind !== 'Service')
    return refused('retarget/reference', `this reference is to a ${kind} and no Service; change it in the text`);
  const elsewhere = service.namespace !== origin.namespace;
  const namespace = [...path, 'namespace'];
  const changes: Change[] = [
    ...unlessSame(document, [...path, 'name'], service.name),
    ...(elsewhere
      ? unlessSame(document, namespace, service.namespace).map((one) => ({ ...one, after: 'name' }))
      : treeOf(document, namespace)
        ? [{ do: 'remove', path: namespace } as const]
        : []),
    ...unlessSame(document, [...path, 'port'], target.port),
  ];
  const note = `a ReferenceGrant in namespace "${service.namespace}" must allow it`;
  return { ok: true, value: { changes, ...(elsewhere ? { note } : {}) } };
};

/** Where the name stands: a mirror's is written in its filter, one of a VirtualService under `destination`. */
const reference = (document: VisualDocument, path: Path): Path => {
  for (const steps of [['requestMirror', 'backendRef'], ['backendRef'], ['destination']])
    if (treeOf(document, [...path, ...steps])) return [...path, ...steps];
  return path;
};

const istioChanges = (document: VisualDocument, at: Path, origin: Origin, target: Aim): readonly Change[] => {
  const written = scalarOf(document, [...at, 'host']) ?? '';
  const sameHost = fullHost(written, origin.namespace) === fullHost(target.host, origin.namespace);
  const service = serviceOf(target.host, origin.namespace);
  // As short as what stands there, where it means the same.
  const short = service?.namespace === origin.namespace && !written.includes('.');
  const host = short && service ? service.name : target.host;
  const subset = [...at, 'subset'];
  const port = [...at, 'port', 'number'];
  // One that is written would be wrong for another service. Where none is, it is added only if another one would be meant without it.
  const portWritten = treeOf(document, port) !== undefined;
  const isMeant = target.usual === undefined ? sameHost : target.usual === target.port;
  const needsPort = target.port !== 0 && (portWritten || !isMeant);
  return [
    ...(sameHost ? [] : unlessSame(document, [...at, 'host'], host)),
    ...(target.subset !== undefined
      ? unlessSame(document, subset, target.subset).map((one) => ({ ...one, after: 'host' }))
      : treeOf(document, subset)
        ? [{ do: 'remove', path: subset } as const]
        : []),
    ...(needsPort ? unlessSame(document, port, target.port) : []),
  ];
};

const unlessSame = (
  document: VisualDocument,
  path: Path,
  value: string | number,
): readonly (Change & { do: 'set' })[] =>
  scalarOf(document, path) === String(value) ? [] : [{ do: 'set', path, value }];

const treeOf = ({ tree }: VisualDocument, path: Path) => tree && treeAt(tree, path);

const scalarOf = (document: VisualDocument, path: Path): string | undefined => {
  const tree = treeOf(document, path);
  return tree?.is === 'scalar' && tree.value !== null ? String(tree.value) : undefined;
};

/** The resource that an origin names, in the document where its place is. */
const documentOf = (text: string, { kind, namespace, name, place }: Origin): VisualDocument | undefined => {
  const chunk = chunksOf(text).findLast(({ start }) => start <= place.range[0]);
  if (!chunk) return undefined;
  return resourcesIn(chunk).find((one) => one.kind === kind && one.namespace === namespace && one.name === name);
};

/** `spec.http[0].route[1]` as steps. */
const pathOf = (path: string): Path =>
  [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, key = '']) => (index === undefined ? key : Number(index)));

const serviceOf = (
  host: string,
  namespace: string,
): { readonly name: string; readonly namespace: string } | undefined => {
  const [name = '', second, svc] = host.split('.');
  if (second === undefined) return name === '' || name.startsWith('*') ? undefined : { name, namespace };
  return svc === 'svc' ? { name, namespace: second } : undefined;
};

const fullHost = (host: string, namespace: string): string =>
  host.includes('.') ? host : `${host}.${namespace}.svc.cluster.local`;

const refused = (code: string, message: string): Result<never> => ({ ok: false, failure: { code, message } });
