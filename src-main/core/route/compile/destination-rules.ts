import type { DestinationRuleSpec } from '../../resource/istio/destination-rule.ts';
import type { TrafficPolicySpec } from '../../resource/istio/traffic-policy.ts';
import type { Resource } from '../../resource/resource.ts';
import { isVisibleFrom, visibilityOf } from '../../resource/visibility.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Path } from '../../text/tree.ts';
import { expandHost, isSubsetOf, isWildcard } from '../hostname.ts';
import { selects } from './gateway-ports.ts';

export type DestinationRule = Resource<DestinationRuleSpec>;

/** A policy and where it is written. */
export type WrittenPolicy = { readonly spec: TrafficPolicySpec; readonly in: DestinationRule; readonly path: Path };

export type KnownSubset = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly in: DestinationRule;
  readonly path: Path;
  readonly policy?: WrittenPolicy;
};

/** What counts for one service: one rule, or several of the same host merged (reference 6.2). */
export type RuleInForce = {
  readonly rules: readonly [DestinationRule, ...DestinationRule[]];
  /** By precedence: each block is taken from the first that has it. */
  readonly policies: readonly WrittenPolicy[];
  readonly subsets: readonly KnownSubset[];
};

export type Rules = {
  /** The rule that a gateway of this machine applies to a service (reference 6.1). The same object for the same service. */
  readonly inForce: (service: { readonly host: string; readonly namespace: string }) => RuleInForce | undefined;
  /** Every rule with its host completed, in the snapshot's order. */
  readonly all: readonly { readonly rule: DestinationRule; readonly host: string }[];
};

/** The rules of one namespace that may be picked from, by host. */
type Space = {
  readonly exact: Map<string, Candidate[]>;
  /** The longest first. */
  readonly wildcards: readonly { readonly host: string; readonly candidates: readonly Candidate[] }[];
};

type Candidate = RuleInForce & { readonly selector?: Readonly<Record<string, string>> };

/** Looks rules up as Istio does for a gateway in the namespace that the settings name. */
export const createRules = (snapshot: Snapshot): Rules => {
  const { clusterDomain, rootNamespace, namespace: proxyNamespace } = snapshot.settings;
  const proxyLabels = snapshot.settings.labels ?? labelsAskedFor(snapshot);
  const all = snapshot.destinationRules.map((rule) => ({
    rule,
    host: expandHost(rule.spec.host, rule.namespace, clusterDomain),
  }));
  const byNamespace = Map.groupBy(all, ({ rule }) => rule.namespace);
  const spaces = new Map<string, Space>();
  const space = (name: string, namespace: string, fits: (rule: DestinationRule) => boolean, merge: Merge): Space => {
    const key = `${name} ${namespace}`;
    let found = spaces.get(key);
    if (found === undefined) {
      const rules = (byNamespace.get(namespace) ?? []).filter(({ rule }) => fits(rule));
      found = spaceOf(rules, merge);
      spaces.set(key, found);
    }
    return found;
  };
  const exported = (namespace: string, host: string): readonly Candidate[] =>
    // The nearest host decides first, and only then is asked whether that rule may be seen from here.
    pick(
      space('exported', namespace, (rule) => !isPrivate(rule), sameExport),
      host,
    ).filter(({ rules: [rule] }) => isVisibleFrom(rule, proxyNamespace));

  const candidatesFor = (host: string, serviceNamespace: string): readonly Candidate[] => {
    // Rules of the root namespace are meant for everyone: there only those that stay in it come before the service's own.
    const own =
      proxyNamespace === rootNamespace
        ? space('private', rootNamespace, isPrivate, always)
        : space('own', proxyNamespace, (rule) => hasSelector(rule) || isVisibleFrom(rule, rule.namespace), always);
    const steps = [() => pick(own, host), () => exported(serviceNamespace, host), () => exported(rootNamespace, host)];
    for (const step of steps) {
      const found = step();
      if (found.length > 0) return found;
    }
    return [];
  };

  const choose = (candidates: readonly Candidate[]): RuleInForce | undefined => {
    const open = candidates.findLast(({ selector }) => selector === undefined);
    const own = candidates.find(
      ({ selector, rules: [rule] }) =>
        selector !== undefined && rule.namespace === proxyNamespace && selects(selector, proxyLabels),
    );
    return own && open ? joined(own, open) : (own ?? open);
  };

  const found = new Map<string, RuleInForce | undefined>();
  return {
    all,
    inForce: ({ host, namespace }) => {
      const key = `${namespace} ${host}`;
      if (!found.has(key)) found.set(key, choose(candidatesFor(host, namespace)));
      return found.get(key);
    },
  };
};

/** What a gateway without described labels may be taken to have: whatever the Gateways select. */
const labelsAskedFor = ({ gateways }: Snapshot): Readonly<Record<string, string>> =>
  Object.fromEntries(gateways.flatMap(({ spec }) => Object.entries(spec.selector ?? {})));

const hasSelector = ({ spec }: DestinationRule): boolean => spec.workloadSelector !== undefined;

/** Whether no other namespace sees it. A selector keeps a rule at home, whatever it exports. */
const isPrivate = (rule: DestinationRule): boolean => {
  if (hasSelector(rule)) return true;
  const visibility = visibilityOf(rule);
  return (
    visibility !== 'everybody' && visibility !== 'nobody' && visibility.size === 1 && visibility.has(rule.namespace)
  );
};

type Merge = (a: DestinationRule, b: DestinationRule) => boolean;

const always: Merge = () => true;

const sameExport: Merge = (a, b) => exportText(a) === exportText(b);

const exportText = (rule: DestinationRule): string => {
  const visibility = visibilityOf(rule);
  return typeof visibility === 'string' ? visibility : JSON.stringify([...visibility].sort());
};

const selectorText = ({ spec }: DestinationRule): string =>
  spec.workloadSelector === undefined
    ? ''
    : JSON.stringify(Object.entries(spec.workloadSelector.matchLabels ?? {}).sort());

/** Rules with a selector come first; the rest keeps its order, the oldest first. */
const spaceOf = (rules: Rules['all'], merge: Merge): Space => {
  const byHost = new Map<string, Candidate[]>();
  const sorted = [...rules.filter(({ rule }) => hasSelector(rule)), ...rules.filter(({ rule }) => !hasSelector(rule))];
  for (const { rule, host } of sorted) {
    const candidates = byHost.get(host) ?? [];
    byHost.set(host, candidates);
    const at = candidates.findIndex(
      ({ rules: [first] }) => selectorText(first) === selectorText(rule) && merge(first, rule),
    );
    const earlier = candidates[at];
    if (earlier === undefined) candidates.push(candidateOf(rule));
    else candidates[at] = merged(earlier, candidateOf(rule));
  }
  const wildcards = [...byHost]
    .flatMap(([host, candidates]) => (isWildcard(host) ? [{ host, candidates }] : []))
    .sort((a, b) => b.host.length - a.host.length || (a.host < b.host ? -1 : 1));
  return { exact: byHost, wildcards };
};

const pick = ({ exact, wildcards }: Space, host: string): readonly Candidate[] =>
  exact.get(host) ?? wildcards.find((one) => isSubsetOf(host, one.host))?.candidates ?? [];

const candidateOf = (rule: DestinationRule): Candidate => {
  const { trafficPolicy, subsets = [], workloadSelector } = rule.spec;
  const written = (spec: TrafficPolicySpec, path: Path): WrittenPolicy => ({ spec, in: rule, path });
  return {
    rules: [rule],
    policies: trafficPolicy ? [written(trafficPolicy, ['spec', 'trafficPolicy'])] : [],
    subsets: subsets.map(({ name, labels = {}, trafficPolicy: own }, index) => {
      const path = ['spec', 'subsets', index];
      return { name, labels, in: rule, path, ...(own && { policy: written(own, [...path, 'trafficPolicy']) }) };
    }),
    ...(workloadSelector && { selector: workloadSelector.matchLabels ?? {} }),
  };
};

/** The first definition of a subset wins, and so does the first policy as a whole (reference 6.2). */
const merged = (first: Candidate, second: Candidate): Candidate => ({
  ...first,
  rules: [...first.rules, ...second.rules],
  policies: first.policies.length > 0 ? first.policies : second.policies,
  subsets: union(first.subsets, second.subsets),
});

/** A rule for these gateways in front of one for all: its blocks win, the others stay (reference 6.2). */
const joined = (own: Candidate, open: Candidate): RuleInForce => ({
  rules: [...own.rules, ...open.rules],
  policies: [...own.policies, ...open.policies],
  subsets: union(own.subsets, open.subsets),
});

const union = (first: readonly KnownSubset[], second: readonly KnownSubset[]): readonly KnownSubset[] => [
  ...first,
  ...second.filter(({ name }) => !first.some((one) => one.name === name)),
];
