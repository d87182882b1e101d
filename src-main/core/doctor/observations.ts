import type { HostEntry } from '../hosts-file/plan.ts';

/** What was looked at, or why it could not be: one lower-case clause. Plain JSON. */
export type Seen<T> = { readonly seen: T } | { readonly unseen: string };

/** Everything the doctor judges by. Whoever looks fills it in; nothing of it is asked twice. Plain JSON. */
export type Observations = {
  /** As Node names it: `linux`, `darwin`, `win32`. */
  readonly platform: string;
  /** Milliseconds since the epoch, by the clock of this machine. */
  readonly now: number;
  /** A gateway serves the documents; without one ports are what they would be. */
  readonly running: boolean;
  /** The documents have a client side, or egress gateways, which nobody dials by a declared port. */
  readonly mesh: boolean;
  readonly workspace: Seen<WorkspaceSeen>;
  readonly ports: Seen<readonly PortSeen[]>;
  readonly names: Seen<readonly NameSeen[]>;
  readonly hosts: Seen<HostsSeen>;
  readonly browsers: Seen<BrowsersSeen>;
  readonly resolvers: Seen<readonly ResolverSeen[]>;
  readonly proxies: Seen<readonly ProxySeen[]>;
  readonly pages: Seen<readonly PageSeen[]>;
  readonly authority: Seen<AuthoritySeen | undefined>;
  readonly stores: Seen<readonly StoreSeen[]>;
  readonly served: Seen<readonly ServedSeen[]>;
  readonly services: Seen<readonly ServiceSeen[]>;
  readonly clock: Seen<ClockSeen>;
  readonly data: Seen<DataSeen>;
  readonly runtime: Seen<RuntimeSeen>;
  readonly others: Seen<readonly OtherSeen[]>;
  readonly surroundings: Seen<SurroundingsSeen>;
  readonly network: Seen<NetworkSeen>;
};

export type WorkspaceSeen = {
  /** 0: nothing is open. */
  readonly files: number;
  /** Of the text that answers. */
  readonly errors: number;
  /** The first of them, with its place. */
  readonly first?: string;
  /** `VirtualService default/shop`; their last good version answers. */
  readonly heldBack: readonly string[];
  /** Files that cannot be read, one sentence each. */
  readonly failures: readonly string[];
};

/** One declared port of the ingress gateway. */
export type PortSeen = {
  readonly port: number;
  /** Of connections, or of datagrams, which nobody can knock at. */
  readonly datagrams?: true;
  readonly gateway: string;
  /** Names that a client asks for there. */
  readonly hosts: readonly string[];
  readonly bound?: number;
  readonly addresses: readonly string[];
  /** What the person's own mapping asks for in its place. */
  readonly wanted?: number;
  /** Why it is not open, as the gateway said. */
  readonly failure?: { readonly code: string; readonly message: string };
  /** Who listens on the port that is wanted, where that is not this gateway. */
  readonly owner?: OwnerSeen;
  /** This program may not open it. */
  readonly privileged?: true;
  /** Windows has set the port aside: `50000-50059`. */
  readonly excluded?: string;
  /** Another listener of the same gateway has it. */
  readonly ours?: true;
  /** Whether a connection to the open port is taken. */
  readonly dial?: Dialled;
};

export type OwnerSeen = {
  readonly pid?: number;
  readonly name?: string;
  /** Another Slipway, with what it serves. */
  readonly slipway?: string;
};

export type Dialled = 'open' | 'refused' | 'late' | 'unresolved' | 'unreachable';

/** A name without wildcards under which clients reach the gateway. */
export type NameSeen = {
  readonly host: string;
  readonly schemes: readonly string[];
  readonly ports: readonly number[];
  /** The gateway listens on `::1` at one of its ports. */
  readonly ipv6: boolean;
  /** By the resolver of the system, as programs ask it; not DNS alone. */
  readonly lookup:
    | { readonly is: 'answered'; readonly addresses: readonly string[] }
    | { readonly is: 'none'; readonly code: string }
    | { readonly is: 'late'; readonly ms: number };
};

export type HostsSeen = {
  readonly file: string;
  readonly entries: readonly HostEntry[];
  /** Why it cannot be read or written. */
  readonly failure?: { readonly code: string; readonly message: string };
  /** What the table would have that the block has not, and the other way round. */
  readonly missing: readonly string[];
  readonly stale: readonly string[];
  readonly conflicts: readonly { readonly name: string; readonly line: number; readonly text: string }[];
  readonly repairs: readonly string[];
};

export type BrowsersSeen = {
  /** As people call them. */
  readonly found: readonly string[];
  readonly open: number;
  /** The mapping proxy, where it listens. */
  readonly proxy?: { readonly address: string; readonly port: number; readonly dial: Dialled };
};

/** How one browser looks up names, as its settings say. */
export type ResolverSeen = {
  /** `Firefox (profile default-release)`. */
  readonly browser: string;
  /** Names are asked of a server over HTTPS, and what the hosts file says of them is not read. */
  readonly skipsHosts: boolean;
  /** `off`, `on`, `always`. */
  readonly https: 'off' | 'on' | 'always';
  readonly file: string;
};

/** A proxy that programs of this machine are told to use. */
export type ProxySeen = {
  /** `the environment`, `GNOME`, `Windows`, `macOS`, `Firefox (profile …)`. */
  readonly from: string;
  /** Browsers follow it; else only programs that read the environment. */
  readonly browsers: boolean;
  /** `proxy.corp:3128`, or the address of a PAC file; without user and password. */
  readonly server: string;
  readonly bypass: readonly string[];
  /** One of Slipway's own. */
  readonly own?: true;
};

/** A page of a host that does not lead here called one that does. */
export type PageSeen = { readonly page: string; readonly host: string; readonly count: number };

export type AuthoritySeen = {
  readonly from: 'own' | 'mkcert';
  readonly notBefore: number;
  readonly notAfter: number;
  /** Some server shows a certificate of it. */
  readonly needed: boolean;
};

export type StoreSeen = {
  readonly id: string;
  readonly name: string;
  readonly usedBy: string;
  readonly state: 'trusted' | 'untrusted' | 'hint' | 'unavailable';
  readonly says: string;
};

export type ServedSeen = {
  readonly port: number;
  /** Empty: everything else. */
  readonly servers: readonly string[];
  /** `Secret istio-system/shop`, a file, `the local authority`. */
  readonly from: string;
  readonly byAuthority: boolean;
  /** Of the leaf; absent where nothing can be shown. */
  readonly leaf?: {
    readonly names: readonly string[];
    readonly notBefore: number;
    readonly notAfter: number;
  };
  readonly problems: readonly string[];
};

/** One cluster that a route leads to. */
export type ServiceSeen = {
  /** `shop.default.svc.cluster.local:80 v1`. */
  readonly name: string;
  readonly bound: boolean;
  /** Of those with an address of their own; the first ones only where there are very many. */
  readonly endpoints: readonly {
    readonly address: string;
    readonly dial: Dialled;
    /** The gateway's own port. */
    readonly ours?: true;
  }[];
  /** Endpoints that are left out after errors, of how many. */
  readonly ejected: number;
  readonly of: number;
};

export type ClockSeen = {
  /** Something of this machine that was written later than now: what, and when. */
  readonly later?: { readonly what: string; readonly at: number };
  /** By how much the clock went back while this program ran. */
  readonly wentBackMs?: number;
};

export type DataSeen = {
  readonly folder: string;
  /** The code of the system for why a file cannot be written there. */
  readonly refused?: string;
  readonly freeBytes?: number;
  /** A key that others than its owner may read. */
  readonly openKey?: string;
};

export type RuntimeSeen = { readonly name: string; readonly version: string; readonly least: string };

export type OtherSeen = { readonly pid: number; readonly serves: string };

export type SurroundingsSeen = {
  readonly wsl?: { readonly generatesHosts: boolean };
  /** `Docker`, `Podman`, `a container`. */
  readonly container?: string;
  readonly packaged?: 'flatpak' | 'snap';
};

export type NetworkSeen = {
  /** Interfaces of VPNs that are up. */
  readonly tunnels: readonly string[];
  /** The system is told not to read the hosts file, and where. */
  readonly skipsHosts?: string;
};
