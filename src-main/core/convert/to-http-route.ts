import type { Plain } from '../edit/render.ts';
import { pathText } from '../route/compile/origin.ts';
import type { Route } from '../route/table.ts';
import { createGranted } from '../snapshot/gateway-api/grants.ts';
import { type Atom, keepOrder, mayMeet } from './atoms.ts';
import type { Context } from './context.ts';
import type { Front } from './fronts.ts';
import { ruleBody } from './http-route-rule.ts';
import type { Group } from './isolate.ts';
import { tellConflicts } from './tell-conflicts.ts';
import { quoted } from './text-forms.ts';
import { atomsOf, httpRouteRank } from './to-atoms.ts';
import { commentsAt, type Draft } from './write-document.ts';

type PlainMap = { readonly [key: string]: Plain };
type Rule = {
  readonly matches: PlainMap[];
  readonly body: PlainMap;
  readonly comments: readonly string[];
  readonly from: string;
};

const mostRules = 16;
const mostMatches = 64;
const gatewayApi = 'gateway.networking.k8s.io';

/** HTTPRoutes that do what the groups do, with permissions for Services of other namespaces. */
export const toHttpRoutes = (context: Context, fronts: readonly Front[]): readonly Draft[] => {
  const { source, isolated } = context;
  const drafts: Draft[] = [];
  const redirecting = fronts.some(({ servers }) => servers.some(({ redirects }) => redirects));
  for (const group of isolated.groups) {
    const hostnames = hostnamesOf(group, context);
    if (hostnames === undefined) continue;
    const rules = rulesOf(group, context);
    for (let from = 0; from < rules.length; from += mostRules) {
      const own = rules.slice(from, from + mostRules);
      const count = drafts.length;
      drafts.push({
        apiVersion: `${gatewayApi}/v1`,
        kind: 'HTTPRoute',
        namespace: source.namespace,
        // Of equals the first by name wins, so that names are in the order of the rules.
        name: count === 0 ? source.name : `${source.name}-${String(count + 1).padStart(2, '0')}`,
        labels: source.labels,
        spec: {
          parentRefs: parentsOf(fronts, source.namespace, redirecting),
          ...hostnames,
          rules: own.map(({ matches, body }) => ({ ...(matches.length > 0 && { matches }), ...body })),
        },
        from: Object.fromEntries(own.map((rule, index) => [`spec.rules[${index}]`, rule.from])),
        comments: { rules: Object.fromEntries(own.map(({ comments }, index) => [index, comments])) },
      });
    }
  }
  return [...drafts, ...redirectsToHttps(context, fronts), ...grantsFor(drafts, context)];
};

/** Undefined where none of the hosts can be one: without any the route would take all. */
const hostnamesOf = ({ hosts, oneLabel }: Group, { ledger, source }: Context): PlainMap | undefined => {
  const names = hosts.filter((host) => {
    const fits = /^(\*\.)?[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/.test(host);
    const isAddress = /^\d+(\.\d+){3}$/.test(host);
    if (host !== '*' && (!fits || isAddress)) {
      ledger.tell(
        'lost',
        source,
        ['spec', 'hosts'],
        `"${host}" cannot be a host of an HTTPRoute; requests for it are not taken`,
      );
    }
    return fits && !isAddress;
  });
  if (oneLabel && names.some((name) => name.startsWith('*.'))) {
    const message = 'the "*" of a host takes any number of labels now, not one';
    ledger.tell('approximated', source, ['spec', 'rules'], message);
  }
  if (hosts.includes('*')) return {};
  return names.length === 0 ? undefined : { hostnames: names };
};

const parentsOf = (fronts: readonly Front[], namespace: string, redirecting: boolean): Plain =>
  fronts.flatMap((front): Plain[] => {
    const base = { name: front.name, ...(front.namespace !== namespace && { namespace: front.namespace }) };
    if (!redirecting) return [base];
    return listenersOf(front)
      .filter(({ server }) => server.redirects === undefined)
      .map(({ name }) => ({ ...base, sectionName: name }));
  });

/** The listeners that a front becomes: one for each server and host, with names that are each one's own. */
export const listenersOf = ({ servers }: Front) =>
  servers.flatMap((server) =>
    server.hosts.map((host, index) => ({
      name: `${server.name}${server.hosts.length > 1 ? `-${index + 1}` : ''}`.toLowerCase(),
      host,
      server,
    })),
  );

/** Plaintext that is sent to https: a rule of its own, on the listeners for plaintext. */
const redirectsToHttps = ({ source }: Context, fronts: readonly Front[]): readonly Draft[] => {
  const refs = fronts.flatMap((front) =>
    listenersOf(front).flatMap(({ name, server }) =>
      server.redirects ? [{ front, name, status: server.redirects }] : [],
    ),
  );
  const [first] = refs;
  if (first === undefined) return [];
  const parentRefs = refs.map(({ front, name }) => ({
    name: front.name,
    ...(front.namespace !== source.namespace && { namespace: front.namespace }),
    sectionName: name,
  }));
  const redirect = { type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: first.status } };
  return [
    {
      apiVersion: `${gatewayApi}/v1`,
      kind: 'HTTPRoute',
      namespace: source.namespace,
      name: `${source.name}-https`,
      spec: { parentRefs, rules: [{ filters: [redirect] }] },
    },
  ];
};

const rulesOf = (group: Group, context: Context): readonly Rule[] => {
  const written = demoted(group.routes.flatMap((route, order) => atomsOf(route, order, context)));
  const ordered = keepOrder(written, httpRouteRank);
  tellConflicts(ordered, context);
  const rules: (Rule & { readonly key: string })[] = [];
  for (const atom of ordered.atoms) {
    const { body, prefix } = ruleBody(atom.rule, atom.path, context);
    const { resource, rule } = context.placeOf(atom.rule);
    const key = JSON.stringify([atom.rule.origin.kind, resource.namespace, resource.name, rule, body]);
    const matches = matchOf(atom);
    const last = rules.at(-1);
    // The order of rules is that of their matches among equals, so that only neighbours are joined.
    if (last?.key === key && !prefix && last.matches.length < mostMatches) last.matches.push(matches);
    else {
      const isFirst = !rules.some((one) => one.comments.length > 0 && one.key === key);
      const comments = isFirst && last?.key !== key ? commentsFor(atom, context) : [];
      rules.push({ key, matches: [matches], body, comments, from: pathText(rule) });
    }
  }
  return rules;
};

const commentsFor = ({ rule }: Atom<Route>, context: Context): readonly string[] => {
  const place = context.placeOf(rule);
  const own = commentsAt(context.files, place.resource, place.rule);
  const path = rule.conditions.find(({ on }) => on === 'path');
  const was =
    path?.on === 'path' && path.match.type === 'prefix' && path.match.value.replace(/^\/$/, '') !== ''
      ? [`was: uri prefix "${path.match.value}"`]
      : [];
  return [...own, ...was];
};

const matchOf = ({ path, method, headers, queries }: Atom): PlainMap => {
  const values = (list: Atom['headers']): PlainMap[] =>
    Object.entries(list).map(([name, { type, value }]) => ({ ...(type !== 'Exact' && { type }), name, value }));
  const value = path.type === 'PathPrefix' ? path.value || '/' : path.value;
  return {
    path: { type: path.type, value },
    ...(method !== undefined && { method }),
    ...(Object.keys(headers).length > 0 && { headers: values(headers) }),
    ...(Object.keys(queries).length > 0 && { queryParams: values(queries) }),
  };
};

/** Prefixes come before regular expressions whatever the order says, unless they are written as such, too. */
const demoted = (atoms: readonly Atom<Route>[]): readonly Atom<Route>[] => {
  const result: Atom<Route>[] = [];
  for (const atom of atoms) {
    const earlier = result.some(
      (one) => one.order < atom.order && one.path.type === 'RegularExpression' && mayMeet(one, atom),
    );
    const { action } = atom.rule;
    const rewrites = action.do === 'redirect' ? action.prefixRewrite : action.do === 'forward' && action.rewrite;
    if (!earlier || rewrites || atom.path.type !== 'PathPrefix') result.push(atom);
    else {
      const value = atom.path.value === '' ? '/.*' : `${quoted(atom.path.value)}(/.*)?`;
      result.push({ ...atom, path: { type: 'RegularExpression', value } });
    }
  }
  return result;
};

/** What lets the routes name Services of other namespaces, where nothing does yet. */
const grantsFor = (drafts: readonly Draft[], { source, snapshot, ledger }: Context): readonly Draft[] => {
  const granted = createGranted(snapshot.gatewayApi.grants);
  const from = { group: gatewayApi, kind: 'HTTPRoute', namespace: source.namespace };
  const text = JSON.stringify(drafts.map(({ spec }) => spec.rules ?? []));
  const wanted = new Map<string, Set<string>>();
  for (const [, name = '', namespace = ''] of text.matchAll(/"name":"([^"]+)","namespace":"([^"]+)","port"/g)) {
    if (granted(from, { group: '', kind: 'Service', namespace, name })) continue;
    wanted.set(namespace, (wanted.get(namespace) ?? new Set()).add(name));
  }
  return [...wanted].map(([namespace, names]): Draft => {
    const message = `Services of namespace "${namespace}" are named, which a ReferenceGrant there must permit; the new one does`;
    ledger.tell('decide', source, ['spec'], message);
    return {
      apiVersion: `${gatewayApi}/v1beta1`,
      kind: 'ReferenceGrant',
      namespace,
      name: `${source.name}-from-${source.namespace}`,
      spec: { from: [from], to: [...names].map((name) => ({ group: '', kind: 'Service', name })) },
    };
  });
};
