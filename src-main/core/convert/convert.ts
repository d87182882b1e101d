import { findKind } from '../resource/index.ts';
import { classAnnotation } from '../resource/kubernetes/ingress.ts';
import type { ReadFile } from '../resource/read-file.ts';
import { readFile } from '../resource/read-file.ts';
import { groupOf, type Resource } from '../resource/resource.ts';
import { nginxPrefix } from '../route/compile/ingress/select.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { nearest } from '../text/nearest.ts';
import type { Converted, ConvertTarget, RouteKind } from './answers.ts';
import { routeKinds } from './answers.ts';
import { aKind, type Context, createContext } from './context.ts';
import { findDifferences, tableOf } from './find-differences.ts';
import { frontsOf } from './fronts.ts';
import { isolate } from './isolate.ts';
import { createLedger, type Original, sortReport } from './ledger.ts';
import { literalRequests } from './literal-requests.ts';
import { tellHosts } from './tell-hosts.ts';
import { toHttpRoutes } from './to-http-route.ts';
import { toIngresses } from './to-ingress.ts';
import { toVirtualServices } from './to-virtual-service.ts';
import { untoldDifferences } from './untold-differences.ts';
import { writeDocument } from './write-document.ts';
import { toApiGateways, toIstioGateways } from './write-fronts.ts';

/** What a conversion needs to know; a `Build` is one. */
export type ConvertWorkspace = { readonly files: readonly ReadFile[]; readonly snapshot: Snapshot };

/**
 * New documents that do what a route does, in another API, with its Gateways, and a report of all that they do not do. The route is
 * compiled alone and written anew from its table; the originals stay as they are. Plain JSON comes back. Never throws.
 */
export const convert = (workspace: ConvertWorkspace, target: ConvertTarget, to: RouteKind): Converted => {
  const kind = routeKinds.find((one) => one === target.kind);
  if (kind === undefined) {
    const meant = nearest(target.kind, routeKinds);
    return refuse(
      `a "${target.kind}" cannot be converted; ${meant ? `did you mean "${meant}"?` : `use ${routeKinds.join(', ')}`}`,
    );
  }
  if (kind === to) return refuse(`this is ${aKind(kind)} already; name another kind`);
  const source = candidates(workspace.snapshot, kind).find(
    (one) =>
      one.namespace === target.namespace &&
      one.name === target.name &&
      (target.group === undefined || groupOf(one) === target.group),
  );
  if (source === undefined) {
    const names = candidates(workspace.snapshot, kind).map(({ namespace, name }) => `${namespace}/${name}`);
    const meant = nearest(`${target.namespace}/${target.name}`, names);
    return refuse(
      `there is no ${kind} "${target.namespace}/${target.name}" without errors${meant ? `; did you mean "${meant}"?` : ''}`,
    );
  }
  if (kind === 'Ingress' && source.annotations[`${nginxPrefix}canary`] === 'true') {
    return refuse('this Ingress is the canary of another one, and is converted together with that; name the other one');
  }
  return convertFound(workspace, source, kind, to);
};

const refuse = (message: string): Converted => ({ ok: false, message });

const candidates = ({ virtualServices, gatewayApi, ingresses }: Snapshot, kind: RouteKind): readonly Resource[] =>
  kind === 'VirtualService' ? virtualServices : kind === 'HTTPRoute' ? gatewayApi.httpRoutes : ingresses;

const convertFound = (
  { files, snapshot }: ConvertWorkspace,
  source: Resource,
  kind: RouteKind,
  to: RouteKind,
): Converted => {
  const ledger = createLedger();
  const isolated = isolate(snapshot, source, kind);
  const context = createContext({ source, kind, to, snapshot, files, isolated, ledger });
  const fronts = frontsOf(context);
  tellHosts(context);
  const drafts =
    to === 'VirtualService'
      ? [...toIstioGateways(context, fronts), ...toVirtualServices(context, fronts)]
      : to === 'HTTPRoute'
        ? [...toApiGateways(context, fronts), ...toHttpRoutes(context, fronts)]
        : toIngresses(context, fronts);
  const documents = drafts.map(writeDocument);
  const text = documents.map((one) => one.text).join('---\n');
  tellProblems(text, context);
  context.closeLeftOut();
  const gateways = fronts.flatMap(({ resource }) => (resource ? [resource] : []));
  const report = ledger.close([
    ...originalOf(source, `has no equal in ${aKind(to)}`),
    ...gateways.flatMap((one) => originalOf(one, `has no equal in ${fronting[to]}`)),
  ]);
  const young = tableOf(text, snapshot);
  const requests = literalRequests([isolated.table, young]);
  const differences = findDifferences(isolated.table, young, requests);
  const untold = untoldDifferences(differences, context, documents, report);
  const checked = { requests: requests.length, different: differences.length };
  return { ok: true, documents, text, report: sortReport([...report, ...untold]), checked };
};

/** What serves the new routes. */
const fronting: Readonly<Record<RouteKind, string>> = {
  VirtualService: 'a Gateway of Istio',
  HTTPRoute: 'a Gateway of the Gateway API',
  Ingress: 'an Ingress',
};

const originalOf = (resource: Resource, because: string): readonly Original[] => {
  const kind = findKind(groupOf(resource), resource.kind);
  if (kind?.is !== 'acted') return [];
  const annotations = Object.keys(resource.annotations).filter(
    (name) => name.startsWith(nginxPrefix) || name === classAnnotation,
  );
  return [{ resource, schema: kind.schema, annotations, because }];
};

/** What the new documents' own API would refuse: limits on lengths and numbers that the old one does not have. */
const tellProblems = (text: string, { ledger, source }: Context): void => {
  for (const { severity, message, place } of readFile({ file: 'converted.yaml', text }).diagnostics) {
    if (severity !== 'error') continue;
    ledger.tell(
      'decide',
      source,
      ['metadata', 'name'],
      `line ${place.line} of the new documents is not accepted yet: ${message}`,
    );
  }
};
