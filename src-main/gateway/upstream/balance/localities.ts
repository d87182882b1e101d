import type { LocalityPolicy } from '#core/route/cluster-policy.ts';
import type { Host } from '../host.ts';

/** The place and labels of the gateway itself, as `LocalGateway` says. */
export type OwnPlace = {
  /** `region/zone/subzone`. */
  readonly locality?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
};

/** Hosts of one place that are equally preferred. */
export type Group = { readonly locality: string; readonly hosts: readonly Host[]; readonly weight: number };

/** Groups that are used together; the first level is preferred, the next ones take over. */
export type Level = readonly Group[];

/**
 * The levels of a cluster as istiod makes them of `localityLbSetting` (reference 6.4): shares of `distribute` are all on one level and
 * places they do not name get nothing; failover needs `failsOver`, which outlier detection gives. A gateway without a place of its own
 * knows no nearer and farther. Levels are never empty; without hosts there are none.
 */
export function levelsOf(
  hosts: readonly Host[],
  policy: LocalityPolicy | undefined,
  failsOver: boolean,
  proxy: OwnPlace,
): readonly Level[] {
  if (hosts.length === 0) return [];
  const own = partsOf(proxy.locality);
  if (policy?.enabled === false || (own.region === '' && !policy?.failoverPriority.length))
    return [[groupOf('', hosts)]];
  const groups = [...Map.groupBy(hosts, ({ locality = '' }) => locality)].map(([name, those]) => groupOf(name, those));
  if (policy && policy.distribute.length > 0) return distributed(groups, policy, own);
  if (!failsOver) return [groups];
  // Envoy sends as much to the own zone as its share of the endpoints carries of what all gateways of that zone get. There is one
  // gateway here, which gets everything, so all zones of a region are used evenly.
  const zones = policy?.kind === 'zones';
  const { failoverPriority = [], failover = [] } = policy ?? {};
  const byLabels =
    failoverPriority.length > 0
      ? groups.flatMap((group) => byPriority(group, failoverPriority, proxy))
      : groups.map((group) => ({ group, rank: 0 }));
  const near = own.region !== '' && (failoverPriority.length === 0 || failover.length > 0);
  const ranked = byLabels.map(({ group, rank }) => ({
    group,
    // Labels come first; of those that agree in them the nearer place.
    rank: near ? rank * 5 + distance(own, partsOf(group.locality), failover, zones) : rank,
  }));
  const ranks = [...new Set(ranked.map(({ rank }) => rank))].sort((a, b) => a - b);
  return ranks.map((wanted) => {
    const level = ranked.filter(({ rank }) => rank === wanted).map(({ group }) => group);
    return zones
      ? [
          groupOf(
            '',
            level.flatMap((group) => group.hosts),
          ),
        ]
      : level;
  });
}

type Parts = { readonly region: string; readonly zone: string; readonly subzone: string };

const partsOf = (locality = ''): Parts => {
  const [region = '', zone = '', subzone = ''] = locality.split('/');
  return { region, zone, subzone };
};

const groupOf = (locality: string, hosts: readonly Host[]): Group => ({
  locality,
  hosts,
  weight: hosts.reduce((sum, { weight }) => sum + weight, 0),
});

/** Parts that a rule leaves out, or writes as `*`, are any. */
const covers = (rule: string, { region, zone, subzone }: Parts): boolean => {
  const wanted = partsOf(rule);
  return (
    (wanted.region === '*' || wanted.region === region) &&
    (wanted.zone === '' || wanted.zone === '*' || wanted.zone === zone) &&
    (wanted.subzone === '' || wanted.subzone === '*' || wanted.subzone === subzone)
  );
};

/** The first `distribute` that begins here; what several places share is split by what they weigh, rounded up. */
const distributed = (groups: readonly Group[], { distribute }: LocalityPolicy, own: Parts): readonly Level[] => {
  const rule = distribute.find(({ from }) => covers(from, own));
  if (!rule) return [groups];
  const left = new Set(groups);
  const level: Group[] = [];
  for (const [to, share] of Object.entries(rule.to)) {
    const those = [...left].filter(({ locality }) => covers(to, partsOf(locality)));
    const total = those.reduce((sum, { weight }) => sum + weight, 0);
    for (const group of those) {
      left.delete(group);
      level.push({ ...group, weight: Math.ceil((group.weight * share) / total) });
    }
  }
  return level.length > 0 ? [level] : [];
};

/** 0: the same place; 1: the same zone; 2: the same region; 3: another region; 4: one that `failover` does not name for ours. */
const distance = (own: Parts, there: Parts, failover: LocalityPolicy['failover'], zones: boolean): number => {
  if (own.region === there.region && zones) return 0;
  if (own.region === there.region) return own.zone !== there.zone ? 2 : own.subzone !== there.subzone ? 1 : 0;
  const to = failover.find(({ from }) => from === own.region)?.to;
  return to === undefined || to === there.region ? 3 : 4;
};

/** A place may have hosts of several ranks; without labels of its own the gateway agrees and disagrees with nobody. */
const byPriority = (
  group: Group,
  priorities: readonly string[],
  proxy: OwnPlace,
): readonly { readonly group: Group; readonly rank: number }[] => {
  const own = { ...placeLabels(proxy.locality), ...proxy.labels };
  if (Object.keys(own).length === 0) return [{ group, rank: 0 }];
  const rankOf = ({ locality, labels }: Host): number => {
    const theirs: Readonly<Record<string, string>> = { ...placeLabels(locality), ...labels };
    const differs = priorities.findIndex((priority) => {
      const [label = '', ...written] = priority.split('=');
      return (written.length === 1 ? (written[0] ?? '') : (own[label] ?? '')) !== (theirs[label] ?? '');
    });
    return differs === -1 ? 0 : priorities.length - differs;
  };
  return [...Map.groupBy(group.hosts, rankOf)].map(([rank, hosts]) => ({
    group: groupOf(group.locality, hosts),
    rank,
  }));
};

/** `region/zone/subzone` as labels say it: Istio's own for all three, or those that nodes have; absent where they say nothing. */
export const localityOfLabels = (labels: Readonly<Record<string, string>>): string | undefined => {
  const whole = labels['istio-locality'];
  if (whole) return whole.includes('/') ? whole : whole.replaceAll('.', '/');
  const [region = '', zone = '', subzone = ''] = topology.map((label) => labels[label]);
  return region === '' ? undefined : [region, zone, subzone].join('/').replace(/\/+$/, '');
};

const topology = ['topology.kubernetes.io/region', 'topology.kubernetes.io/zone', 'topology.istio.io/subzone'] as const;

/** The labels that a node's place gives to everything on it. */
const placeLabels = (locality: string | undefined): Record<string, string> => {
  const { region, zone, subzone } = partsOf(locality);
  const parts = [region, zone, subzone];
  return Object.fromEntries(topology.flatMap((label, index) => (parts[index] ? [[label, parts[index]]] : [])));
};
