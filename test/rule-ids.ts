import type { Severity } from '#core/text/diagnostic.ts';

/**
 * A validation rule of the originals. `levels` are those a document that breaks it is told about; `unbreakable` says why no YAML can
 * break it, or why the originals keep silent: such a rule has no case. Every other one has, under `test/cases/rules`.
 */
export type Rule = {
  readonly id: string;
  readonly levels: readonly Severity[];
  readonly what: string;
  readonly unbreakable?: string;
};

const error = (id: string, what: string): Rule => ({ id, levels: ['error'], what });
const warning = (id: string, what: string): Rule => ({ id, levels: ['warning'], what });
const both = (id: string, what: string): Rule => ({ id, levels: ['error', 'warning'], what });
const unbreakable = (id: string, what: string, why: string): Rule => ({ id, levels: [], what, unbreakable: why });

const nullIsEmpty = 'a null in a list arrives as an empty object, which other rules judge';

const metadataRules: readonly Rule[] = [
  error('M1', 'a dry run of anything but an AuthorizationPolicy'),
  error('M2', 'an annotation that Istio keeps for itself'),
];

const gatewayRules: readonly Rule[] = [
  error('G1', 'the name is one DNS label'),
  error('G2', 'there is a server'),
  unbreakable('G3', 'no server is null', nullIsEmpty),
  error('G4', 'a server has hosts'),
  error('G5', 'a host is no short name'),
  error('G6', 'a host is a name or an address'),
  error('G7', 'a wildcard is a whole label'),
  error('G8', 'both parts of "namespace/host" are written'),
  error('G9', 'the namespace before a host is one'),
  error('G10', 'a server has a port'),
  error('G11', 'the protocol is known'),
  error('G12', 'the port number is from 1 to 65535'),
  error('G13', 'the port has no target port'),
  error('G14', 'the port has a name'),
  error('G15', 'no two ports have the same name'),
  error('G16', 'a socket of the file system has a full path, and no port'),
  error('G17', 'bind is an IP address otherwise'),
  error('G18', 'HTTPS and TLS have TLS settings'),
  error('G19', 'plaintext HTTP has no TLS settings but redirects'),
  error('G20', 'plaintext TCP has no TLS settings'),
  warning('G21', 'redirects to https are for plaintext HTTP'),
  warning('G22', 'old versions of TLS need cipher suites'),
  warning('G23', 'cipher suites are known and listed once'),
  warning('G24', 'certificates are of no use where TLS is passed through'),
  error('G25', 'ISTIO_MUTUAL brings its own certificates'),
  error('G26', 'certificates have one source'),
  error('G27', 'certificates of files are whole pairs'),
  error('G28', 'client certificates are checked against authorities'),
  warning('G29', 'two pairs of certificates are enough'),
  error('G30', 'a list of revoked certificates stands beside authorities'),
];

const virtualServiceRules: readonly Rule[] = [
  error('V1', 'a delegate has routes of HTTP alone'),
  error('V2', 'there is a route'),
  error('V3', 'a host is a name or an address'),
  error('V4', 'the mesh has no host "*"'),
  error('V5', 'no host covers another of the list'),
  error('V6', 'a name of a Gateway is a full name'),
  warning('V7', 'a Gateway of another namespace is named with a slash'),
  error('V8', 'both parts of "namespace/name" are labels'),
  error('V9', 'claims of tokens are not looked at in the mesh'),
  error('V10', 'namespaces of an export'),
  unbreakable('V11', 'no HTTP route is null', nullIsEmpty),
  warning('V12', 'a rule behind one that takes everything'),
  warning('V13', 'a condition that stands there already'),
  warning('V14', 'a prefix behind a shorter one'),
];

const httpRouteRules: readonly Rule[] = [
  error('H1', 'an entry that delegates does nothing else'),
  error('H2', 'a delegate does not delegate'),
  error('H3', 'a redirect stands alone'),
  error('H4', 'a direct response stands alone'),
  error('H5', 'an entry answers something'),
  error('H6', 'mirror and mirrors'),
  error('H7', 'conditions on headers'),
  error('H8', 'conditions on absent headers'),
  error('H9', 'the regular expression of a path'),
  error('H10', 'conditions on scheme, method and authority'),
  error('H11', 'conditions on query parameters'),
  error('H12', 'the port of a condition'),
  error('H13', 'labels of the source'),
  error('H14', 'names of Gateways in a condition'),
  error('H15', 'the namespace of the source'),
  error('H16', 'header operations'),
  error('H17', 'the host is replaced once'),
  error('H18', 'CORS'),
  error('H19', 'a fault delays or aborts'),
  error('H20', 'percentages of faults'),
  error('H21', 'what an abort answers'),
  unbreakable('H22', 'an abort says what it answers', 'Istio loses this warning on its way'),
  error('H23', 'how long a delay is'),
  error('H24', 'mirrorPercent is at most 100'),
  warning('H25', 'mirrorPercent is deprecated'),
  error('H26', 'mirrorPercentage is from 0 to 100'),
  error('H27', 'destinations and shares of mirrors'),
  error('H28', 'redirects'),
  error('H29', 'status and size of a direct response'),
  warning('H30', 'a direct response of more than 100 KiB'),
  error('H31', 'retries'),
  error('H32', 'rewrites'),
  error('H33', 'destinations and weights'),
  error('H34', 'the timeout is at least a millisecond'),
];

const l4RouteRules: readonly Rule[] = [
  error('T1', 'an entry of TLS has conditions'),
  error('T2', 'a condition of TLS names servers'),
  error('T3', 'server names are among the hosts'),
  warning('T4', 'a server name is no address'),
  error('T5', 'subnets, ports, labels and Gateways of a condition'),
  error('T6', 'entries of TLS and TCP lead somewhere'),
  error('T7', 'destinations and weights'),
  unbreakable('T8', 'no condition of TCP is null', nullIsEmpty),
];

const destinationRuleRules: readonly Rule[] = [
  error('D1', 'the host is a name'),
  error('D2', 'a traffic policy sets something'),
  error('D3', 'a tunnel or the PROXY protocol'),
  error('D4', 'subsets have names and labels'),
  error('D5', 'namespaces of an export'),
  error('D6', 'labels of a selector'),
  warning('D7', 'a selector has labels'),
  error('D8', 'a connection pool sets something, and no negative limits'),
  error('D9', 'durations of a connection pool'),
  error('D10', 'upgrades to HTTP/2 beside the protocol of the client'),
  error('D11', 'pings of HTTP/2 have interval and timeout'),
  error('D12', 'outlier detection'),
  warning('D13', 'consecutiveErrors is deprecated'),
  error('D14', 'cookies of consistent hashing'),
  both('D15', 'minimumRingSize is deprecated'),
  error('D16', 'the size of a Maglev table'),
  error('D17', 'two settings of localities'),
  error('D18', 'shares and failover of localities'),
  warning('D19', 'failover needs outlier detection'),
  error('D20', 'failover of zones'),
  error('D21', 'warming up'),
  error('D22', 'TLS towards a service'),
  error('D23', 'settings of a port'),
  error('D24', 'tunnels'),
  error('D25', 'the version of the PROXY protocol'),
];

const serviceEntryRules: readonly Rule[] = [
  error('S1', 'labels of a selector'),
  warning('S2', 'a selector has labels'),
  error('S3', 'a selector or endpoints'),
  error('S4', 'hosts are names'),
  warning('S5', 'a wildcard is a whole label'),
  error('S6', 'addresses'),
  error('S7', 'ports'),
  warning('S8', 'TCP without an address takes everything'),
  error('S9', 'NONE has no endpoints'),
  warning('S10', 'NONE has no selector'),
  error('S11', 'STATIC endpoints are addresses'),
  error('S12', 'wildcards cannot be looked up'),
  error('S13', 'DNS_ROUND_ROBIN has one endpoint'),
  error('S14', 'endpoints of DNS'),
  warning('S15', 'addresses for several hosts'),
  error('S16', 'DYNAMIC_DNS'),
  error('S17', 'several hosts on a port without host names'),
  error('S18', 'namespaces of an export'),
];

const workloadRules: readonly Rule[] = [
  both('W1', 'a workload has an address'),
  error('W2', 'sockets of the file system'),
  error('W3', 'an address is an address or a name'),
  error('W4', 'ports and labels'),
];

const sidecarRules: readonly Rule[] = [
  error('C1', 'a Sidecar sets something'),
  error('C2', 'hosts of an egress listener'),
  error('C3', 'ports of egress listeners'),
  warning('C4', 'hosts named twice, and a selector without labels'),
  error('C5', 'the egress proxy'),
  error('C6', 'ingress listeners'),
];

/** Every rule, in the order in which it is described. */
export const rules: readonly Rule[] = [
  ...metadataRules,
  ...gatewayRules,
  ...virtualServiceRules,
  ...httpRouteRules,
  ...l4RouteRules,
  ...destinationRuleRules,
  ...serviceEntryRules,
  ...workloadRules,
  ...sidecarRules,
];
