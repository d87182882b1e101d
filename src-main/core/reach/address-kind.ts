import { loadIpRange } from '../match/ip-range.ts';

const loopback = ['127.0.0.0/8', '::1'].map(loadIpRange);
// `::/96` and `::ffff:…` are IPv4 addresses written as IPv6, in hexadecimal digits.
const thisMachine = ['127.0.0.0/8', '0.0.0.0/8', '::/96', '::ffff:7f00:0/104', '::ffff:0:0/104'].map(loadIpRange);
const thisLink = ['169.254.0.0/16', 'fe80::/10', '::ffff:a9fe:0/112'].map(loadIpRange);

/**
 * Whether an address is one of this machine or of the link alone: services there (databases, debuggers, the metadata of a cloud) trust
 * whoever reaches them, so that no page of the internet may get there through a proxy.
 */
export const isNear = (address: string): boolean => [...thisMachine, ...thisLink].some((range) => range(address));

/**
 * Whether nobody in the internet can own the name (RFC 6761, RFC 6762, RFC 8375, RFC 2606, ICANN's `internal`): it is of this house, and a
 * page of the internet would have to guess it. Not those that every machine of a sort has: names without a dot (`ip6-localhost`, `ubuntu`)
 * and those of Docker.
 */
export const isOfThisHouse = (name: string): boolean =>
  /[^.]\.(test|local|localhost|internal|home\.arpa|example|invalid|lan)$/.test(name) &&
  !/(^|\.)docker\.internal$/.test(name);

/** Whether a connection from this address comes from this machine. */
export const isLoopback = (address: string): boolean => loopback.some((range) => range(address));
