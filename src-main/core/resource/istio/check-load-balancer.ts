import type { Path } from '../../text/tree.ts';
import type { CheckReport } from '../kind.ts';
import type { LoadBalancerSpec } from './traffic-policy.ts';

type Hash = NonNullable<LoadBalancerSpec['consistentHash']>;
type Locality = NonNullable<LoadBalancerSpec['localityLbSetting']>;
type Failover = NonNullable<Locality['failover']>[number];

/** The rules of reference 9.6 for `loadBalancer`; `outlier` says whether `outlierDetection` stands beside it. */
export const checkLoadBalancer = (
  { consistentHash, localityLbSetting, zoneAwareLbSetting, warmup }: LoadBalancerSpec,
  path: Path,
  outlier: boolean,
  report: CheckReport,
): void => {
  if (consistentHash) checkHash(consistentHash, [...path, 'consistentHash'], report);
  if (localityLbSetting && zoneAwareLbSetting) {
    const message = '"localityLbSetting" and "zoneAwareLbSetting" exclude each other; remove one of the two';
    report('traffic-policy/locality', message, [...path, 'zoneAwareLbSetting'], { key: true }); // D17
  }
  if (localityLbSetting) checkLocality(localityLbSetting, [...path, 'localityLbSetting'], outlier, report);
  if (zoneAwareLbSetting) {
    const at = [...path, 'zoneAwareLbSetting'];
    checkPriorities(zoneAwareLbSetting.failoverPriority, [...at, 'failoverPriority'], report); // D20
    checkFailovers(zoneAwareLbSetting.failover, [...at, 'failover'], report); // D20
  }
  if (warmup && (warmup.minimumPercent ?? 0) > 100) {
    const message = `"minimumPercent" must be at most 100, not ${warmup.minimumPercent}; lower it`;
    report('traffic-policy/warmup', message, [...path, 'warmup', 'minimumPercent']); // D21
  }
  if (warmup?.aggression !== undefined && warmup.aggression <= 0) {
    const message = `"aggression" must be above 0, not ${warmup.aggression}; 1 lets the share grow evenly`;
    report('traffic-policy/warmup', message, [...path, 'warmup', 'aggression']); // D21
  }
};

const checkHash = ({ httpCookie, minimumRingSize, ringHash, maglev }: Hash, path: Path, report: CheckReport): void => {
  const named = new Set<string>();
  if (httpCookie?.name === '') {
    report('traffic-policy/cookie', 'the cookie has no name; give it one', [...path, 'httpCookie', 'name']); // D14
  }
  for (const [index, { name = '' }] of (httpCookie?.attributes ?? []).entries()) {
    const at = [...path, 'httpCookie', 'attributes', index, 'name'];
    if (name === '')
      report('traffic-policy/cookie', 'an attribute has no name; give it one', at); // D14
    else if (named.has(name)) {
      report('traffic-policy/cookie', `the attribute "${name}" is named twice; remove one of the two`, at); // D14
    }
    named.add(name);
  }
  if (minimumRingSize !== undefined) {
    const at = [...path, 'minimumRingSize'];
    if (ringHash || maglev) {
      const beside = ringHash ? 'ringHash' : 'maglev';
      const remedy = ringHash ? 'move it into "ringHash"' : 'remove it, as a table has no ring';
      const message = `"minimumRingSize" cannot stand beside "${beside}"; ${remedy}`;
      report('traffic-policy/hash', message, at, { key: true }); // D15
    } else {
      const message = '"minimumRingSize" is deprecated; write it inside "ringHash"';
      report('traffic-policy/hash-deprecated', message, at, { key: true, severity: 'warning' }); // D15
    }
  }
  const size = maglev?.tableSize;
  if (size !== undefined && (size >= 5_000_011 || !isPrime(size))) {
    const message = `"tableSize" must be a prime number below 5000011, not ${size}; 65537 is the usual one`;
    report('traffic-policy/hash', message, [...path, 'maglev', 'tableSize']); // D16
  }
};

const isPrime = (n: number): boolean => {
  if (n < 2) return false;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
};

const topology = ['topology.kubernetes.io/region', 'topology.kubernetes.io/zone', 'topology.istio.io/subzone'];

/** D18 and D19. */
const checkLocality = (setting: Locality, path: Path, outlier: boolean, report: CheckReport): void => {
  const { distribute = [], failover = [], failoverPriority = [] } = setting;
  const error = (message: string, at: Path): void => report('traffic-policy/locality', message, at, { key: true });
  if (distribute.length > 0 && failover.length > 0) {
    error('"distribute" and "failover" exclude each other; remove one of the two', [...path, 'failover']);
  }
  if (failover.length > 0) checkPriorities(failoverPriority, [...path, 'failoverPriority'], report);
  checkFailovers(failover, [...path, 'failover'], report);
  const from = distribute.map((one) => one.from ?? '');
  distribute.forEach(({ to = {} }, index) => {
    const at = [...path, 'distribute', index];
    const fromProblem = localityProblem(from[index] ?? '', from.slice(0, index));
    if (fromProblem) report('traffic-policy/locality', fromProblem, [...at, 'from']);
    const targets = Object.entries(to);
    let sum = 0;
    targets.forEach(([locality, weight], order) => {
      const others = targets.slice(0, order).map(([other]) => other);
      const problem = localityProblem(locality, others);
      if (problem) error(problem, [...at, 'to', locality]);
      if (weight < 1 || weight > 100) {
        const message = `a share must be from 1 to 100, not ${weight}; correct it, or remove the locality`;
        report('traffic-policy/locality', message, [...at, 'to', locality]);
      }
      sum += weight;
    });
    if (sum !== 100) error(`the shares must be 100 together, not ${sum}; correct them`, [...at, 'to']);
  });
  if ((failover.length > 0 || failoverPriority.length > 0) && !outlier) {
    const field = failover.length > 0 ? 'failover' : 'failoverPriority';
    const message = `"${field}" does nothing without "outlierDetection", which tells who fails; add it`;
    report('traffic-policy/failover-idle', message, [...path, field], { key: true, severity: 'warning' }); // D19
  }
};

/** Parts joined by slashes, none empty, a `*` at most as the last one; none may cover another of the list. */
const localityProblem = (locality: string, others: readonly string[]): string | undefined => {
  const parts = locality.split('/');
  if (parts.length > 3 || parts.some((part) => part === '')) {
    return `"${locality}" is no locality; write "region", "region/zone" or "region/zone/subzone"`;
  }
  if (parts.slice(0, -1).some((part) => part.includes('*')) || /^.+\*|\*.+$/.test(parts.at(-1) ?? '')) {
    return `"${locality}" may have a "*" only as its last part; write "region/*" or "region/zone/*"`;
  }
  const covers = (wide: string, narrow: string): boolean =>
    wide === narrow ||
    narrow.startsWith(wide.endsWith('*') ? wide.slice(0, -1) : `${wide}/`) ||
    (wide === '*' && narrow !== '');
  const clash = others.find((other) => covers(other, locality) || covers(locality, other));
  return clash === undefined ? undefined : `"${locality}" and "${clash}" overlap; keep only one of the two`;
};

const checkPriorities = (labels: readonly string[] | undefined, path: Path, report: CheckReport): void => {
  labels?.forEach((label, index) => {
    if (topology.includes(label.split('=')[0] ?? '')) {
      const message = `"${label}" is decided by the localities already; remove it`;
      report('traffic-policy/locality', message, [...path, index]);
    }
  });
};

const checkFailovers = (failovers: readonly Failover[] | undefined, path: Path, report: CheckReport): void => {
  failovers?.forEach(({ from = '', to = '' }, index) => {
    const at = [...path, index];
    if (from === to) {
      const message = `"${from}" cannot take over for itself; name another region`;
      report('traffic-policy/locality', message, [...at, 'to']);
    }
    for (const [field, region] of [
      ['from', from],
      ['to', to],
    ] as const) {
      if (/[/*]/.test(region)) {
        const message = `"${region}" is no region; write the region alone, without "/" and "*"`;
        report('traffic-policy/locality', message, [...at, field]);
      }
    }
  });
};
