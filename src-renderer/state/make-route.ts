import { writeDocument } from '#core/convert/write-document.ts';
import { appendDocument } from '#core/edit/append-document.ts';
import type { Plain } from '#core/edit/render.ts';
import type { Failure, Result } from '#core/failure.ts';
import type { Origin } from '#core/route/table.ts';
import { rangeAt } from '#core/text/cursor.ts';
import type { Place } from '#core/text/diagnostic.ts';
import { locator } from '#core/text/position.ts';
import type { ExchangeDetails } from '#core/traffic/exchange-details.ts';
import type { ListenerState } from '#core/traffic/gateway-state.ts';
import { changeDocument } from '#core/visual/change.ts';
import { chunksOf, resourcesIn } from '#core/visual/document.ts';
import { sayIn } from '../words/words.ts';
import { findRule } from './edit-route.ts';
import { textOf } from './files.ts';
import { planRoute, type RoutePlan } from './plan-route.ts';
import type { Stores } from './stores.ts';

/** What the new rule asks for and where it leads. Port 0: the service says none. */
export type NewRule = {
  readonly how: 'exact' | 'prefix';
  readonly path: string;
  readonly target: { readonly host: string; readonly port: number; readonly subset?: string };
};

/** Where the new rule stands: the name of its resource, and its path as the routes that come from it say it. */
type WrittenRule = { readonly file: string; readonly name: string; readonly path: string };

/** Writes the rule where the plan says, as one step of undo, and shows its line. Nothing else of the text changes. */
export const makeRoute = (
  { files, navigation }: Pick<Stores, 'files' | 'navigation'>,
  plan: Exclude<RoutePlan, { readonly at: 'nowhere' }>,
  rule: NewRule,
): Result<WrittenRule> => {
  const t = sayIn(files.words, 'store');
  const { file } = plan.at === 'new' ? plan.gateway.place : plan.origin.place;
  const open = files.getState().files.find((one) => one.file === file);
  if (open === undefined) return failed(t('fileGone'));
  if (open.disk?.writable === false) return failed(t('readOnlyCopy', { file }));
  const label = () => t('step.routeFromTraffic');
  const text = textOf(open);
  if (plan.at === 'new') {
    const name = nameFor(plan.host, files);
    const document = writeDocument(newResource(plan, rule, name)).text;
    const after = appendDocument(text, document);
    files.edit(file, after, { label });
    const path = plan.kind === 'HTTPRoute' ? ['spec', 'rules', 0] : ['spec', 'http', 0];
    navigation.jumpTo(placeIn(file, after, chunksOf(after).length - 1, path));
    return { ok: true, value: { file, name, path: path.slice(0, 2).join('.').concat('[0]') } };
  }
  const found = findRule(text, plan.origin, plan.origin.path);
  if (found === undefined) return failed(t('changedMeanwhile'));
  const index = plan.last ? found.count : found.index;
  const { kind, namespace } = plan.origin;
  const value = kind === 'HTTPRoute' ? httpRouteRule(rule, namespace) : virtualServiceRule(rule, namespace);
  const changed = changeDocument(text, found.document.index, [{ do: 'insert', path: found.list, index, value }]);
  if (!changed.ok) return changed;
  files.edit(file, changed.value, { label });
  navigation.jumpTo(placeIn(file, changed.value, found.document.index, [...found.list, index]));
  const { name, path } = plan.origin;
  return { ok: true, value: { file, name, path: path.replace(/\[\d+\].*$/s, `[${index}]`) } };
};

/**
 * Who else takes the recorded request by the drafts as they are now, in which this rule was written; undefined where the rule does. Among
 * rules of the Gateway API the more specific one wins, wherever it stands.
 */
export const takenByAnother = async (
  { files, language }: Pick<Stores, 'files' | 'language'>,
  details: ExchangeDetails,
  { name, path }: WrittenRule,
  listeners: readonly ListenerState[],
): Promise<Origin | undefined> => {
  const texts = files.getState().files.map((one) => ({ file: one.file, text: textOf(one) }));
  const table = await language.tableOf(texts);
  const now = table && planRoute(details, table, listeners);
  if (now?.at !== 'rule' || now.last) return undefined;
  const { origin } = now;
  return origin.name === name && (origin.path === path || origin.path.startsWith(`${path}.`)) ? undefined : origin;
};

type New = Extract<RoutePlan, { readonly at: 'new' }>;

const newResource = (
  { kind, gateway, host }: New,
  rule: NewRule,
  name: string,
): Parameters<typeof writeDocument>[0] => {
  const { namespace } = gateway;
  return kind === 'HTTPRoute'
    ? {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind,
        namespace,
        name,
        spec: {
          parentRefs: [{ name: gateway.name }],
          hostnames: [host],
          rules: [httpRouteRule(rule, namespace)],
        },
      }
    : {
        apiVersion: 'networking.istio.io/v1',
        kind,
        namespace,
        name,
        spec: { hosts: [host], gateways: [gateway.name], http: [virtualServiceRule(rule, namespace)] },
      };
};

const virtualServiceRule = ({ how, path, target }: NewRule, namespace: string): Plain => {
  const { host, port, subset } = target;
  const [service, own] = serviceOf(host) ?? [];
  return {
    match: [{ uri: { [how]: path } }],
    route: [
      {
        destination: {
          host: service !== undefined && own === namespace ? service : host,
          ...(port !== 0 && { port: { number: port } }),
          ...(subset !== undefined && { subset }),
        },
      },
    ],
  };
};

const httpRouteRule = ({ how, path, target }: NewRule, namespace: string): Plain => {
  const [name = target.host, own = namespace] = serviceOf(target.host) ?? [];
  return {
    matches: [{ path: { type: how === 'exact' ? 'Exact' : 'PathPrefix', value: path } }],
    backendRefs: [
      { name, ...(own !== namespace && { namespace: own }), ...(target.port !== 0 && { port: target.port }) },
    ],
  };
};

/** Name and namespace of a Service of the cluster. */
const serviceOf = (host: string): readonly [name: string, namespace: string] | undefined => {
  const found = /^([^.]+)\.([^.]+)\.svc\./.exec(host);
  return found?.[1] !== undefined && found[2] !== undefined ? [found[1], found[2]] : undefined;
};

/** Whether routes of this API can lead there: HTTPRoutes know Services alone, and no subsets. */
export const canLead = (kind: string, { host, subset }: NewRule['target']): boolean =>
  kind !== 'HTTPRoute' || (subset === undefined && serviceOf(host) !== undefined);

/** A name that no resource has yet, made of the host. */
const nameFor = (host: string, files: Stores['files']): string => {
  const names = new Set(
    files
      .getState()
      .files.flatMap((one) => chunksOf(textOf(one)).flatMap((chunk) => resourcesIn(chunk).map(({ name }) => name))),
  );
  const base =
    (host.replace(/^\*\.?/, '').split('.')[0] ?? '').replace(/[^a-z0-9-]/g, '').replace(/^-+|-+$/g, '') || 'recorded';
  for (let count = 1; ; count++) {
    const name = count === 1 ? base : `${base}-${count}`;
    if (!names.has(name)) return name;
  }
};

const failed = (message: string): { readonly ok: false; readonly failure: Failure } => ({
  ok: false,
  failure: { code: 'traffic/no-route', message },
});

/** Where something of a document stands in its file. */
const placeIn = (file: string, text: string, index: number, path: readonly (string | number)[]): Place => {
  const chunk = chunksOf(text)[index];
  const tree = chunk && resourcesIn(chunk)[0]?.tree;
  const [start, end] = tree ? rangeAt(tree, path) : [0, 0];
  const offset = chunk?.start ?? 0;
  return locator({ file, text })([offset + start, offset + end]);
};
