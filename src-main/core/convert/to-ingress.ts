import type { Plain } from '../edit/render.ts';
import { nginxPrefix } from '../route/compile/ingress/select.ts';
import { pathText } from '../route/compile/origin.ts';
import type { Route } from '../route/table.ts';
import { type Atom, keepOrder } from './atoms.ts';
import type { Context } from './context.ts';
import type { Front } from './fronts.ts';
import { type Leads, leadsTo } from './ingress-backend.ts';
import type { Group } from './isolate.ts';
import { tellConflicts } from './tell-conflicts.ts';
import { pathOf } from './text-forms.ts';
import type { Draft } from './write-document.ts';

type PlainMap = { readonly [key: string]: Plain };
type PathEntry = { readonly host: string; readonly path: PlainMap; readonly leads: Leads; readonly from: string };

type Written = Pick<PathEntry, 'host' | 'path' | 'from'> & { readonly backend: PlainMap };

/** Ingresses that do what the groups do: one for each set of annotations, and one for each set of canaries. */
export const toIngresses = (context: Context, fronts: readonly Front[]): readonly Draft[] => {
  const entries = context.isolated.groups.flatMap((group) => entriesOf(group, context));
  const { tls, redirects } = secureOf(fronts, context);
  const needsNginx =
    redirects || entries.some(({ leads }) => leads.canary || Object.keys(leads.annotations).length > 0);
  if (needsNginx) {
    const message = 'annotations of ingress-nginx are used; the class of the new Ingresses is "nginx"';
    context.ledger.tell('decide', context.source, ['metadata', 'name'], message);
  } else if (entries.length > 0) {
    const message =
      'the new Ingress names no class, so that the default class serves it; name yours in "ingressClassName"';
    context.ledger.tell('decide', context.source, ['metadata', 'name'], message);
  }
  // ingress-nginx sends plaintext to https wherever there is a certificate, unless it is told not to.
  const keepPlain: Readonly<Record<string, string>> = redirects
    ? { [`${nginxPrefix}force-ssl-redirect`]: 'true' }
    : needsNginx && tls.length > 0
      ? { [`${nginxPrefix}ssl-redirect`]: 'false' }
      : {};
  const drafts: Draft[] = [];
  const add = (annotations: Readonly<Record<string, string>>, list: readonly Written[]): void => {
    const count = drafts.length;
    drafts.push({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      namespace: context.source.namespace,
      name: count === 0 ? context.source.name : `${context.source.name}-${count + 1}`,
      labels: context.source.labels,
      annotations: { ...keepPlain, ...annotations },
      spec: {
        ...(needsNginx && { ingressClassName: 'nginx' }),
        ...(count === 0 && tls.length > 0 && { tls }),
        rules: rulesOf(list),
      },
      from: Object.fromEntries(
        [...Map.groupBy(list, ({ host }) => host).values()].flatMap((paths, index) =>
          paths.map(({ from }, number) => [`spec.rules[${index}].http.paths[${number}]`, from] as const),
        ),
      ),
    });
  };
  const sets = Map.groupBy(entries, ({ leads }) => JSON.stringify(leads.annotations));
  for (const list of sets.values()) {
    add(
      list[0]?.leads.annotations ?? {},
      list.map((one) => ({ ...one, backend: one.leads.backend })),
    );
  }
  const canaries = entries.filter(({ leads }) => leads.canary);
  for (const list of Map.groupBy(canaries, ({ leads }) => `${leads.canary?.weight}/${leads.canary?.total}`).values()) {
    const { weight = 0, total = 100 } = list[0]?.leads.canary ?? {};
    const annotations = {
      [`${nginxPrefix}canary`]: 'true',
      [`${nginxPrefix}canary-weight`]: String(weight),
      ...(total !== 100 && { [`${nginxPrefix}canary-weight-total`]: String(total) }),
    };
    add(
      annotations,
      list.flatMap((one) => (one.leads.canary ? [{ ...one, backend: one.leads.canary.backend }] : [])),
    );
  }
  return drafts;
};

/** Paths under their hosts, in the order in which these first come. */
const rulesOf = (list: readonly Written[]): readonly PlainMap[] =>
  [...Map.groupBy(list, ({ host }) => host)].map(([host, paths]) => ({
    ...(host !== '*' && { host }),
    http: { paths: paths.map(({ path, backend }) => ({ ...path, backend })) },
  }));

const entriesOf = (group: Group, context: Context): readonly PathEntry[] => {
  const hosts = hostsOf(group, context);
  const written = group.routes.flatMap((route, order) => atomOf(route, order, context));
  const ordered = keepOrder(written, ({ path }) => [path.value.length, path.type === 'Exact' ? 1 : 0]);
  tellConflicts(ordered, context);
  return ordered.atoms.flatMap(({ path, rule }) => {
    const leads = leadsTo(rule, group, context);
    if (leads === undefined) return [];
    const entry = { path: path.value || '/', pathType: path.type === 'Exact' ? 'Exact' : 'Prefix' };
    const from = pathText(context.placeOf(rule).rule);
    return hosts.map((host) => ({ host, path: entry, leads, from }));
  });
};

const hostsOf = ({ hosts, oneLabel }: Group, { ledger, source, kind }: Context): readonly string[] => {
  const field = kind === 'VirtualService' ? 'hosts' : 'hostnames';
  return hosts.filter((host) => {
    if (host === '*') return true;
    if (/^(\*\.)?[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(host) && !/^\d+(\.\d+){3}$/.test(host)) {
      if (host.startsWith('*.') && !oneLabel) {
        ledger.tell(
          'approximated',
          source,
          ['spec', field],
          `the "*" of "${host}" is one label in an Ingress; names with more are not taken`,
        );
      }
      return true;
    }
    ledger.tell(
      'lost',
      source,
      ['spec', field],
      `"${host}" cannot be a host of an Ingress; requests for it are not taken`,
    );
    return false;
  });
};

/** A path is all that an Ingress asks for; a route that asks for more would take too much without it. */
const atomOf = (route: Route, order: number, context: Context): readonly Atom<Route>[] => {
  const other = route.conditions.find(({ on }) => on !== 'path');
  if (other) {
    const what = other.on === 'header' || other.on === 'query' ? `"${other.name}"` : `the ${other.on}`;
    const message = `an Ingress chooses by host and path alone; this match, which asks for ${what}, is left out, because it would take too much`;
    context.leaveOut(route, message);
    return [];
  }
  const [condition] = route.conditions;
  const { path, differs } =
    condition?.on === 'path'
      ? pathOf(condition.match, condition.ignoreCase)
      : { path: { type: 'PathPrefix' as const, value: '' }, differs: undefined };
  if (path.type === 'RegularExpression') {
    context.leaveOut(
      route,
      `an Ingress has no regular expressions that every controller knows; "${path.value}" is left out`,
    );
    return [];
  }
  if (differs) context.tell('approximated', route, 'path', differs.replace(/; write a RegularExpression.*$/, ''));
  context.carry(route, 'path', 'name');
  return [{ order, rule: route, path, headers: {}, queries: {} }];
};

type Secure = { readonly tls: readonly PlainMap[]; readonly redirects: boolean };

/** Certificates, and whether plaintext is sent to https. Ports are always 80 and 443. */
const secureOf = (fronts: readonly Front[], { ledger, source }: Context): Secure => {
  const servers = fronts.flatMap((front) =>
    front.servers.map((server) => ({ ...server, resource: front.resource ?? source })),
  );
  const tell = (is: 'approximated' | 'decide', resource: typeof source, message: string): void =>
    ledger.tell(is, resource, ['metadata', 'name'], message);
  for (const { port, protocol, resource } of servers) {
    const usual = protocol === 'HTTPS' ? 443 : 80;
    if (port !== usual)
      tell(
        'approximated',
        resource,
        `an Ingress is served on ports 80 and 443; what is on port ${port} moves to ${usual}`,
      );
  }
  const secure = servers.filter(({ protocol }) => protocol === 'HTTPS');
  const [first] = secure;
  const sends = servers.find(({ redirects }) => redirects === 301);
  if (sends) tell('approximated', sends.resource, 'plaintext is sent to https with 308, not with 301');
  if (first && !servers.some(({ protocol }) => protocol === 'HTTP')) {
    tell('approximated', first.resource, 'an Ingress answers plaintext on port 80, too');
  }
  for (const { resource } of fronts) if (resource) carryFront(resource, ledger);
  return {
    tls: secure.map(({ hosts, secrets: [secret], resource }) => {
      if (secret && secret.namespace !== source.namespace) {
        tell(
          'decide',
          resource,
          `the Secret "${secret.name}" must be in namespace "${source.namespace}"; copy it there from "${secret.namespace}"`,
        );
      }
      const names = hosts.filter((host) => host !== '*');
      return { ...(names.length > 0 && { hosts: names }), ...(secret && { secretName: secret.name }) };
    }),
    redirects: servers.some(({ redirects }) => redirects !== undefined),
  };
};

/** Which workload serves it is the matter of the class. */
const carryFront = (resource: NonNullable<Front['resource']>, ledger: Context['ledger']): void => {
  for (const field of ['selector', 'gatewayClassName']) ledger.carry(resource, ['spec', field]);
};
