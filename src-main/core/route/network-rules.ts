import type { Origin } from './table.ts';

/** The NetworkPolicies that are for the gateway, as data of the table. A direction that is absent is restricted by none of them. */
export type NetworkPolicies = {
  /** Connections to and from this machine itself are exempt unless a LocalGateway wants them judged. */
  readonly loopback: 'exempt' | 'judged';
  readonly egress?: readonly NetworkPolicyRules[];
  readonly ingress?: readonly NetworkPolicyRules[];
  /** The labels of namespaces, by name, for selectors. */
  readonly namespaces: Readonly<Record<string, Readonly<Record<string, string>>>>;
};

export type NetworkPolicyRules = { readonly origin: Origin; readonly rules: readonly NetworkRule[] };

/** Absent lists allow everything; those that are there allow what one of their entries allows. */
export type NetworkRule = { readonly ports?: readonly NetworkPorts[]; readonly peers?: readonly NetworkPeer[] };

/** `from` to `to`, both included; absent: every port of the protocol. */
export type NetworkPorts = { readonly protocol: Protocol; readonly from?: number; readonly to?: number };

export type NetworkPeer =
  | { readonly is: 'addresses'; readonly range: string; readonly except: readonly string[] }
  /** Without `namespaces` those of the policy's own namespace. */
  | {
      readonly is: 'pods';
      readonly home: string;
      readonly pods?: PodSelector;
      readonly namespaces?: PodSelector;
    };

export type Protocol = 'TCP' | 'UDP' | 'SCTP';

/** All of it must hold; an empty one selects everything. */
export type PodSelector = {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
    readonly values?: readonly string[];
  }[];
};
