import { hostOf } from './authority.ts';
import type { Reject } from './decision.ts';
import type { Candidate, ExplainedDestination, Explanation } from './explanation.ts';
import type { Facts } from './facts.ts';
import { meantName } from './nearest-names.ts';
import type { Cluster, Origin, Route, Table } from './table.ts';

type Said = Omit<Explanation, 'nextSteps'>;

/** What to do where a request is not answered by a service: one lower-case sentence each, the likeliest first. Empty where all is well. */
export const nextSteps = (table: Table, facts: Facts, said: Said): readonly string[] => {
  const { decision } = said;
  if (decision.outcome === 'forward') {
    return [
      ...said.destinations.flatMap((d) => (d.instead === undefined ? destinationSteps(table, d) : [])),
      ...reasonsOf(decision.route),
    ];
  }
  if (decision.outcome === 'respond') return reasonsOf(decision.route);
  return decision.outcome === 'reject' ? rejectSteps(table, facts, said, decision) : [];
};

/** Why an error stands in place of a destination; such a reason closes with its remedy. */
const reasonsOf = ({ action }: Route): readonly string[] => {
  const answers = action.do === 'forward' ? action.destinations.map(({ instead }) => instead) : [action];
  return [...new Set(answers.flatMap((one) => (one?.do === 'respond' && one.because ? [one.because] : [])))];
};

const rejectSteps = (table: Table, facts: Facts, said: Said, reject: Reject): readonly string[] => {
  switch (reject.details) {
    case 'no_listener':
      return [`there is no listener "${facts.listener}"; add a Gateway with a server for this port`];
    case 'filter_chain_not_found':
      return [
        facts.tls
          ? chainForTls(facts, reject)
          : `port ${portOf(reject)} speaks TLS only; use https, or add a server with protocol HTTP on another port`,
      ];
    case 'not_http':
      return [`port ${portOf(reject)} passes bytes through without reading HTTP; tcp and tls routes decide there`];
    case 'missing_host_header':
      return ['send a Host header: without one no virtual host can be chosen'];
    case 'missing_path_rejected':
    case 'absolute_path_rejected':
      return ['send a request target that starts with "/"'];
    case 'misdirected_request':
      return [
        `host "${said.request.authority}" belongs to another listener of port ${portOf(reject)} than server name "${facts.sni ?? ''}"; name the same in both`,
      ];
    case 'path_normalization_failed':
      return ['remove the NUL byte ("%00") from the path'];
    case 'direct_response':
      return reject.origin === undefined
        ? []
        : [
            `use https, or remove tls.httpsRedirect from ${placeOf(reject.origin)}; the location keeps the port of the Host header`,
          ];
    case 'route_not_found':
      return reject.virtualHost === undefined ? hostSteps(table, said) : routeSteps(said, reject.virtualHost.domain);
    default:
      return [];
  }
};

const chainForTls = (facts: Facts, reject: Reject): string => {
  const names = (reject.listener?.chains ?? []).flatMap((chain) => chain.sni ?? []);
  if (names.length === 0) return `port ${portOf(reject)} does not speak TLS; use http`;
  const sni = facts.sni ?? '';
  const list = sayList(names);
  return sni === ''
    ? `the client names no server (SNI), and port ${portOf(reject)} only knows ${list}; use one of these names in the URL`
    : `server name "${sni}" is not among ${list} on port ${portOf(reject)}; add it to the hosts of a server there`;
};

const portOf = (reject: Reject): number => reject.listener?.declaredPorts[0] ?? reject.listener?.port ?? 0;

const hostSteps = (table: Table, said: Said): readonly string[] => {
  const name = hostOf(said.request.authority);
  const domains = said.hosts.map((host) => host.domain);
  if (domains.length === 0) {
    const elsewhere = otherPorts(table, name, said);
    return [
      ...elsewhere,
      'this listener has no virtual host at all: bind a VirtualService to its Gateway, with a host that the Gateway also lists',
    ];
  }
  const steps: string[] = [];
  if (name.endsWith('.') && domains.includes(name.slice(0, -1))) {
    steps.push(`remove the dot at the end of host "${name}": "${name.slice(0, -1)}" is served`);
  }
  steps.push(...otherPorts(table, name, said));
  const meant = meantName(name, domains);
  steps.push(
    `host "${name}" is not among ${sayList(domains)}${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
    `to serve it, add "${name}" to hosts of a VirtualService, and to the hosts of its Gateway server where these do not cover it`,
  );
  return steps;
};

/** Ports whose listeners do serve this name. */
const otherPorts = (table: Table, name: string, said: Said): readonly string[] => {
  const here = said.decision.outcome === 'reject' ? said.decision.listener?.id : undefined;
  return table.listeners.flatMap((listener) => {
    if (listener.id === here) return [];
    const chain = listener.chains.find(({ routeConfig }) =>
      (routeConfig === undefined ? [] : (table.routeConfigs[routeConfig]?.virtualHosts ?? [])).some(
        ({ domain }) => domain === name,
      ),
    );
    if (chain === undefined) return [];
    const port = listener.declaredPorts[0] ?? listener.port;
    return [`host "${name}" is served on port ${port}: use ${chain.tls === undefined ? 'http' : 'https'} there`];
  });
};

const routeSteps = (said: Said, domain: string): readonly string[] => {
  const { path, method } = said.request;
  if (method === 'CONNECT') return ['CONNECT has no path, so no route takes it; send an ordinary request'];
  const failed = said.candidates.filter((candidate) => candidate.verdict === 'failed');
  // What a hint says better is not said twice.
  const hinted = new Set(said.hints.map(({ origin }) => origin));
  const near = nearest(failed).filter(({ origin }) => !hinted.has(origin));
  const target = nearest(failed)[0]?.origin ?? said.candidates[0]?.origin;
  const plain = path.split('?')[0] ?? path;
  return [
    ...near.map((candidate) => {
      const reasons = candidate.checks.filter((check) => !check.holds).map((check) => check.message);
      return `near miss: ${placeOf(candidate.origin)}: ${reasons.join(', and ')}`;
    }),
    ...said.candidates
      .filter((candidate) => candidate.verdict === 'omitted')
      .slice(0, 3)
      .map((candidate) => `left out: ${placeOf(candidate.origin)}: ${candidate.checks[0]?.message ?? ''}`),
    `add a route for path "${plain}" of host "${domain}"${target === undefined ? '' : ` to ${target.kind} "${target.namespace}/${target.name}" in ${target.place.file}`}`,
  ];
};

/** At most three failed routes, those with the fewest unmet conditions first. */
const nearest = (failed: readonly Candidate[]): readonly Candidate[] =>
  failed
    .map((candidate, order) => ({ candidate, order, misses: candidate.checks.filter((c) => !c.holds).length }))
    .sort((a, b) => a.misses - b.misses || a.order - b.order)
    .slice(0, 3)
    .map(({ candidate }) => candidate);

const destinationSteps = (table: Table, destination: ExplainedDestination): readonly string[] => {
  const { host, port, subset, known, addresses } = destination;
  if (known) {
    if (addresses.length > 0) return [];
    const labels = clusterOf(table, destination.cluster)?.subsetLabels;
    const whole = clusterOf(table, `outbound|${port}||${host}`);
    if (labels !== undefined && whole !== undefined && whole.endpoints.length > 0) {
      const wanted = Object.entries(labels).map(([key, value]) => `"${key}: ${value}"`);
      return [
        `no endpoint of "${host}" port ${port} has the labels of subset "${subset}" (${wanted.join(', ')}); give them to an endpoint in its LocalService`,
      ];
    }
    return [
      `nothing on this machine is bound to "${host}" port ${port}${subset === undefined ? '' : `, subset "${subset}"`}; add a LocalService for it`,
    ];
  }
  const clusters = Object.values(table.clusters);
  const ports = [...new Set(clusters.filter((c) => c.host === host).map((c) => c.port))];
  if (ports.length > 0 && !ports.includes(port)) {
    return [`"${host}" has no port ${port}, only ${ports.join(', ')}; name one of these in destination.port.number`];
  }
  if (ports.length > 0 && subset !== undefined) {
    const rule = clusterOf(table, `outbound|${port}||${host}`)?.rule;
    return [
      rule === undefined
        ? `"${host}" has no subset "${subset}"; declare it in a DestinationRule, or remove it from the destination`
        : `"${host}" has no subset "${subset}" in ${rule.kind} "${rule.namespace}/${rule.name}" (${rule.place.file}:${rule.place.line}), which is in force; add it there, or remove it from the destination`,
    ];
  }
  const hosts = [...new Set(clusters.map((c) => c.host))];
  const meant = hosts.find((known) => known.startsWith(`${host}.`)) ?? meantName(host, hosts);
  return [
    `no Service is "${host}" (port ${port})${meant === undefined ? '; add a Service or a LocalService for it' : `; did you mean "${meant}"?`}`,
  ];
};

const clusterOf = ({ clusters }: Table, name: string): Cluster | undefined =>
  Object.hasOwn(clusters, name) ? clusters[name] : undefined;

/** `VirtualService default/httpbin spec.http[0] (routes.yaml:12)`. */
export const placeOf = ({ kind, namespace, name, path, place }: Origin): string =>
  `${kind} ${namespace}/${name} ${path}${place.file === '' ? ' (built in)' : ` (${place.file}:${place.line})`}`;

const sayList = (names: readonly string[]): string => {
  const shown = names.slice(0, 5).map((name) => `"${name}"`);
  return names.length > 5 ? `${shown.join(', ')} and ${names.length - 5} more` : shown.join(', ');
};
