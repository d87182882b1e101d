import type { PortTrafficPolicySpec, TrafficPolicySpec } from '../../resource/istio/traffic-policy.ts';
import type { Origin } from '../table.ts';
import type { KnownSubset, RuleInForce, WrittenPolicy } from './destination-rules.ts';
import { originOf } from './origin.ts';

/** A block of a policy and where it is written. */
export type Block<K extends keyof TrafficPolicySpec> = {
  readonly spec: NonNullable<TrafficPolicySpec[K]>;
  readonly origin: Origin;
};

type Name = Exclude<keyof TrafficPolicySpec, 'portLevelSettings'>;
export type Blocks = { readonly [K in Name]?: Block<K> };

const portBlocks = ['connectionPool', 'outlierDetection', 'loadBalancer', 'tls'] as const;
const names = [...portBlocks, 'tunnel', 'proxyProtocol', 'retryBudget'] as const;

/**
 * The blocks that count for a port and, where there is one, a subset (reference 6.3): settings of the port replace all four blocks of
 * the rule, a subset's blocks replace those one by one, and the subset's settings of the port again all four. Nothing is inherited
 * inside of a block.
 */
export const effectiveBlocks = (rule: RuleInForce, subset: KnownSubset | undefined, port: number): Blocks => {
  // A rule with a selector comes first, and each block is taken from the first that has it (reference 6.2).
  const whole: Blocks = Object.assign({}, ...rule.policies.map(blocksOf).toReversed());
  const settings = rule.policies.map((policy) => portSettings(policy, port)).find((found) => found !== undefined);
  const ofRule = settings ? replaced(whole, settings) : whole;
  if (subset?.policy === undefined) return ofRule;
  const ofSubset = { ...ofRule, ...blocksOf(subset.policy) };
  const own = portSettings(subset.policy, port);
  return own ? replaced(ofSubset, own) : ofSubset;
};

/**
 * The load balancer whose hash a route to this destination uses: Istio looks it up by the destination as written, so settings of a
 * port need the port in it (reference 6.4).
 */
export const balancerOfRoute = (
  rule: RuleInForce,
  subset: KnownSubset | undefined,
  port: number,
  portIsWritten: boolean,
): Block<'loadBalancer'> | undefined => {
  const policies = rule.policies;
  const ofPort = (policy: WrittenPolicy): Block<'loadBalancer'> | undefined => portSettings(policy, port)?.loadBalancer;
  const candidates = [
    subset?.policy && ofPort(subset.policy),
    subset?.policy && blocksOf(subset.policy).loadBalancer,
    ...(portIsWritten ? policies.map(ofPort) : []),
    ...policies.map((policy) => blocksOf(policy).loadBalancer),
  ];
  return candidates.find((block) => block?.spec.consistentHash !== undefined);
};

const blocksOf = ({ spec, in: rule, path }: WrittenPolicy): Blocks => pick(spec, names, rule, path);

const portSettings = ({ spec, in: rule, path }: WrittenPolicy, port: number): Blocks | undefined => {
  const index = (spec.portLevelSettings ?? []).findIndex((one) => one.port.number === port);
  const found = spec.portLevelSettings?.[index];
  return found && pick(found, portBlocks, rule, [...path, 'portLevelSettings', index]);
};

const pick = (
  spec: TrafficPolicySpec | PortTrafficPolicySpec,
  from: readonly Name[],
  rule: WrittenPolicy['in'],
  path: WrittenPolicy['path'],
): Blocks =>
  Object.fromEntries(
    from.flatMap((name) => {
      const block = (spec as TrafficPolicySpec)[name];
      return block === undefined ? [] : [[name, { spec: block, origin: originOf(rule, [...path, name]) }]];
    }),
  );

const replaced = (blocks: Blocks, by: Blocks): Blocks => {
  const rest = Object.fromEntries(
    Object.entries(blocks).filter(([name]) => !(portBlocks as readonly string[]).includes(name)),
  );
  return { ...rest, ...by };
};
