import fc from 'fast-check';
import { clean, type Plain, type Rules } from './from-schema.ts';

/** What the rules of Istio want of a DestinationRule beside its schema (reference 9.6). */

const region = fc.constantFrom('eu-west', 'eu-north', 'us-east');
/** Two that differ. */
const failover = fc.uniqueArray(region, { minLength: 2, maxLength: 2 }).map(([from, to]) => ({ from, to }));
const distribute = fc
  .integer({ min: 1, max: 99 })
  .map((share) => [{ from: 'eu-west/*', to: { 'eu-west/one/*': share, 'eu-north/*': 100 - share } }]);

export const trafficPolicyValues: Rules['values'] = {
  // Not PASSTHROUGH: a gateway has no original address to go to, and answers with 503 (reference 6.4), which is told.
  'LoadBalancerSettings.simple': fc.constantFrom('UNSPECIFIED', 'LEAST_CONN', 'RANDOM', 'ROUND_ROBIN', 'LEAST_REQUEST'),
  'HTTPCookie.name': fc.constantFrom('session', 'cart'),
  'HTTPCookie.path': fc.constant('/'),
  'Attribute.name': fc.constantFrom('SameSite', 'Domain', 'Secure'),
  'Attribute.value': fc.constantFrom('Lax', 'shop.example'),
  'ConsistentHashLB.httpHeaderName': fc.constant('x-user'),
  'ConsistentHashLB.httpQueryParameterName': fc.constant('user'),
  'MagLev.tableSize': fc.constantFrom(251, 65_537, 4_999_999),
  'LocalityLoadBalancerSetting.distribute': distribute,
  'LocalityLoadBalancerSetting.failover': fc.array(failover, { minLength: 1, maxLength: 1 }),
  'LocalityLoadBalancerSetting.failoverPriority': fc.constant(['topology.istio.io/network', 'version']),
  'ZoneAwareLoadBalancerSetting.failover': fc.array(failover, { minLength: 1, maxLength: 1 }),
  'ZoneAwareLoadBalancerSetting.failoverPriority': fc.constant(['version']),
  'WarmupConfiguration.minimumPercent': fc.integer({ min: 0, max: 100 }),
  'WarmupConfiguration.aggression': fc.constantFrom(0.5, 1, 2),
  'PortSelector.number': fc.constant(80),
  'ClientTLSSettings.sni': fc.constant('secure.example.net'),
  'ClientTLSSettings.subjectAltNames': fc.constant(['secure.example.net']),
  'TunnelSettings.protocol': fc.constantFrom('CONNECT', 'POST'),
  'TunnelSettings.targetHost': fc.constantFrom('behind.example.net', '203.0.113.7'),
  // Deprecated: Istio warns of them, so that no document without warnings has them (reference D13 and D15).
  'ConsistentHashLB.minimumRingSize': fc.constant(undefined),
  'OutlierDetection.consecutiveErrors': fc.constant(undefined),
};

/** Of two fields that exclude each other, either one (D17, D18); which, the rest of the value decides like a coin. */
const oneOf = (value: Plain, a: string, b: string): Plain =>
  a in value && b in value ? { ...value, [JSON.stringify(value).length % 2 === 0 ? a : b]: undefined } : value;

/** D19. */
const mendBlocks = (value: Plain): Plain => {
  const balancer = value.loadBalancer as Plain | undefined;
  if (!balancer) return value;
  const locality = balancer.localityLbSetting as Plain | undefined;
  const needsOutlier = locality?.failover !== undefined || locality?.failoverPriority !== undefined;
  return needsOutlier && !value.outlierDetection ? { ...value, outlierDetection: { consecutive5xxErrors: 3 } } : value;
};

/** D22 and IST0128: what is checked by files names its authorities; modes that check nothing may skip it. */
const mendTls = (tls: Plain): Plain => {
  const { mode = 'DISABLE', sni, subjectAltNames, caCrl, insecureSkipVerify } = tls;
  const checked = { mode, sni, subjectAltNames, caCrl, caCertificates: '/etc/shop/authorities.pem' };
  if (mode === 'SIMPLE') return checked;
  if (mode === 'MUTUAL')
    return { ...checked, clientCertificate: '/etc/shop/client.pem', privateKey: '/etc/shop/client.key' };
  return { mode, sni, insecureSkipVerify };
};

export const trafficPolicyMends: Rules['mend'] = {
  ConsistentHashLB: (value) =>
    ['httpHeaderName', 'httpCookie', 'useSourceIp', 'httpQueryParameterName'].some((key) => key in value)
      ? value
      : { ...value, useSourceIp: true },
  HTTPCookie: ({ attributes, ...value }) => ({
    ...value,
    attributes: uniqueBy(attributes as Plain[] | undefined, 'name'),
  }),
  Attribute: (value) => ({ ...value, name: value.name ?? 'SameSite' }),
  LocalityLoadBalancerSetting: (value) => oneOf(value, 'distribute', 'failover'),
  LoadBalancerSettings: (value) => oneOf(value, 'localityLbSetting', 'zoneAwareLbSetting'),
  ConnectionPoolSettings: (value) => (value.tcp || value.http ? value : { tcp: { maxConnections: 10 } }),
  HTTPSettings: (value) => (value.h2UpgradePolicy === 'UPGRADE' ? { ...value, useClientProtocol: undefined } : value),
  Http2KeepAlive: () => ({ interval: '10s', timeout: '2s' }),
  OutlierDetection: (value) =>
    value.consecutiveLocalOriginFailures ? { ...value, splitExternalLocalOriginErrors: true } : value,
  PortSelector: () => ({ number: 80 }),
  ClientTLSSettings: mendTls,
  PortTrafficPolicy: (value) => {
    const mended = mendBlocks(value);
    return Object.keys(mended).length > 1 ? mended : { ...mended, tls: { mode: 'DISABLE' } };
  },
  TrafficPolicy: (value) => {
    const mended = clean({
      ...mendBlocks(value),
      proxyProtocol: value.tunnel ? undefined : value.proxyProtocol,
      portLevelSettings: (value.portLevelSettings as Plain[] | undefined)?.slice(0, 1),
    });
    return Object.keys(mended).length > 0 ? mended : { connectionPool: { tcp: { maxConnections: 10 } } };
  },
};

const uniqueBy = (list: readonly Plain[] | undefined, field: string): readonly Plain[] | undefined =>
  list && [...new Map(list.map((one) => [one[field], one])).values()];
