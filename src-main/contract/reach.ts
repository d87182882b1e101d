import type { DoctorReport } from '#core/doctor/report.ts';
import type { Failure, Result } from '#core/failure.ts';
import type { HostEntry, HostsPlan } from '#core/hosts-file/plan.ts';
import type { TrustStore } from '#core/reach/trust-store.ts';

export type { TrustStore } from '#core/reach/trust-store.ts';

/** What a window may ask about browsers, names, certificates, and whether all of that works on this machine. */
export type ReachCalls = {
  'reach.state': { readonly input: null; readonly output: ReachState };
  /**
   * Opens a URL in a browser with a profile of its own that is deleted when it closes. Absent `browser`: the one that
   * `SLIPWAY_BROWSER` names, else the first that was found. Where a test browser of that name runs already, it gets another tab.
   */
  'browser.open': {
    readonly input: { readonly url: string; readonly browser?: string };
    readonly output: Result<BrowserSession>;
  };
  /** Ends a test browser and deletes its profile. */
  'browser.close': { readonly input: { readonly id: string }; readonly output: null };
  /** The mapping proxy, started where nobody has needed it yet; for a tab in the app and for programs of the person. */
  'browser.proxy': { readonly input: null; readonly output: Result<ReachProxy> };
  /** Looks for browsers anew. */
  'browser.find': { readonly input: null; readonly output: readonly FoundBrowser[] };
  /** What writing these names would do to the hosts file; absent: every name of the running table that can be written. Writes nothing. */
  'hosts.plan': { readonly input: { readonly names?: readonly string[] }; readonly output: Result<HostsPlan> };
  /**
   * Does what a plan said. `sha256` is the plan's: where the file or the names are others by now, the answer is the failure
   * `hosts/changed`, and nothing is written. Asks the person for the rights at most once; declined is the failure `hosts/declined`.
   */
  'hosts.apply': {
    readonly input: { readonly names?: readonly string[]; readonly sha256: string };
    readonly output: Result<HostsState>;
  };
  /** Takes our block out; asks for nothing where there is none. */
  'hosts.clean': { readonly input: null; readonly output: Result<HostsState> };
  'certificates.list': { readonly input: null; readonly output: CertificatesState };
  /** Makes a store trust the local authority. `certificates/declined`: the person said no. */
  'certificates.trust': { readonly input: { readonly store: string }; readonly output: Result<TrustStore> };
  'certificates.untrust': { readonly input: { readonly store: string }; readonly output: Result<TrustStore> };
  /** A certificate for clients of MUTUAL servers, signed by the local authority, as files of the person's data folder. */
  'certificates.client': { readonly input: { readonly name: string }; readonly output: Result<ClientCertificate> };
  /** Uses the authority that mkcert made on this machine from now on, or, with `own`, the one of Slipway again. */
  'certificates.authority': {
    readonly input: { readonly from: 'mkcert' | 'own' };
    readonly output: Result<CertificatesState>;
  };
  /** Every check, or those that are named. */
  'doctor.run': { readonly input: { readonly checks?: readonly string[] }; readonly output: DoctorReport };
};

export type ReachEvents = {
  /** A browser opened or closed, the hosts file changed, the proxy listens. */
  readonly reach: ReachState;
};

export type ReachState = {
  /** On this machine, the best first. */
  readonly browsers: readonly FoundBrowser[];
  /** Those that run now. */
  readonly sessions: readonly BrowserSession[];
  /** Absent until somebody needs it. */
  readonly proxy?: ReachProxy;
  readonly hosts: HostsState;
};

/** The mapping proxy, `http_proxy=http://<address>:<port>`; `pac` is the address of its PAC file. */
export type ReachProxy = { readonly address: string; readonly port: number; readonly pac: string };

export type FoundBrowser = {
  /** `chrome`, `edge`, `brave`, `chromium`, `firefox`; a second one of a sort has a number behind it. */
  readonly id: string;
  /** As people call it: `Google Chrome`. */
  readonly name: string;
  readonly kind: 'chromium' | 'firefox';
  readonly path: string;
  readonly version?: string;
  /** Runs in a sandbox of its own that sees other files and another hosts file. */
  readonly packaged?: 'snap' | 'flatpak';
};

export type BrowserSession = {
  readonly id: string;
  /** The id of the browser. */
  readonly browser: string;
  /** What was opened last. */
  readonly url: string;
  /** Milliseconds since the epoch. */
  readonly started: number;
};

export type HostsState = {
  /** Where the file lies. */
  readonly file: string;
  /** Lines of our block that are in the file now. */
  readonly entries: readonly HostEntry[];
  /** Whether it can be written: at once, after a question of the system, by a command of the person alone, or not at all. */
  readonly rights: 'own' | 'prompt' | 'command' | 'none';
  /** Why it cannot be read or written, with the remedy. */
  readonly failure?: Failure;
  /** Milliseconds since the epoch, of the block; absent where there is none. */
  readonly since?: number;
  /** A write with all rights was cut off by a crash; writing or cleaning mends it, also where there are no entries. */
  readonly cutOff?: true;
  /** What else is worth knowing: a block of another program or of an earlier run, a sandbox. */
  readonly notes: readonly string[];
};

export type CertificatesState = {
  /** Absent: none has been needed yet. */
  readonly authority?: AuthorityCertificate;
  readonly stores: readonly TrustStore[];
  /** What listeners show now, by server name; sorted by port and name. */
  readonly served: readonly ServedCertificate[];
  readonly clients: readonly ClientCertificate[];
  /** An authority of mkcert was found in this folder. */
  readonly mkcert?: string;
};

export type CertificateFacts = {
  readonly subject: string;
  readonly issuer: string;
  /** Names and addresses that it is for; empty for an authority. */
  readonly names: readonly string[];
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** Upper case with colons. */
  readonly sha256: string;
  /** Without any key. */
  readonly pem: string;
};

export type AuthorityCertificate = CertificateFacts & {
  readonly from: 'own' | 'mkcert';
  /** Its certificate's file; absent: it lives in memory. */
  readonly file?: string;
};

export type ServedCertificate = {
  readonly listener: string;
  /** As declared, and as it is open. */
  readonly port: number;
  readonly bound?: number;
  /** Server names that get it; empty: everything else. */
  readonly servers: readonly string[];
  readonly mode: string;
  /** Where it comes from: a Secret by `namespace/name`, a file by its path, or the local authority. */
  readonly from: { readonly is: 'secret' | 'file' | 'authority'; readonly name: string };
  /** The leaf first. */
  readonly chain: readonly CertificateFacts[];
  /** Why a client would refuse it: expired, another name, no chain. */
  readonly problems: readonly string[];
};

export type ClientCertificate = CertificateFacts & {
  readonly name: string;
  readonly file: string;
  /** Mode 0600; it is never sent anywhere. */
  readonly keyFile: string;
};
