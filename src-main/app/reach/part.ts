import type { Handlers } from '#contract/contract.ts';
import type { CertificatesState, HostsState, ReachCalls, ReachState } from '#contract/reach.ts';
import type { Settings } from '#contract/settings.ts';
import type { Clock, Log } from '#core/world.ts';
import type { OpenApp } from './open-app.ts';
import type { ReachGateway } from './reach-gateway.ts';

/** What every part works with. */
export type PartWorld = {
  readonly clock: Clock;
  readonly log: Log;
  /** The person's; absent: nothing is kept. */
  readonly dataFolder?: string;
  readonly system: System;
  readonly settings: () => Promise<Settings>;
  /** Of the workspace that is open now. */
  readonly gateway: () => ReachGateway;
  /** The same workspace's documents, upstreams and traffic. Absent: no gateway runs, and the table is all there is. */
  readonly open?: () => OpenApp;
  /** Of the workspace that is open now, the same in every run; empty: nothing is open. */
  readonly workspace?: () => string;
  /** Call it whenever your state may be another; windows are told where it really is. */
  readonly changed: () => void;
};

/** The machine, as far as a program is told by its environment. */
export type System = {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
};

/** One part of reach: the calls that it answers, and what it does when the table or the ports are others and at the end. */
export type Part<Name extends keyof ReachCalls> = {
  readonly handlers: Pick<Handlers, Name>;
  readonly follow: () => void;
  /** `quietly`: the person's session ends, so that nobody can be asked anything any more. */
  readonly close: (quietly?: boolean) => Promise<void>;
};

export type BrowsersPart = Part<'browser.open' | 'browser.close' | 'browser.proxy' | 'browser.find'> & {
  /** Looks for browsers where nobody has done so yet. */
  readonly state: () => Promise<Omit<ReachState, 'hosts'>>;
  /** As far as it is known: programs are not started to ask for their versions before somebody wants to know. */
  readonly known: () => Promise<Omit<ReachState, 'hosts'>>;
};

export type HostsPart = Part<'hosts.plan' | 'hosts.apply' | 'hosts.clean'> & {
  readonly state: () => Promise<HostsState>;
};

export type CertificatesPart = Part<
  'certificates.list' | 'certificates.trust' | 'certificates.untrust' | 'certificates.client' | 'certificates.authority'
> & { readonly state: () => Promise<CertificatesState> };

export type DoctorPart = Part<'doctor.run'>;

/** What the doctor asks of the other parts. */
export type OtherParts = {
  readonly browsers: BrowsersPart;
  readonly hosts: HostsPart;
  readonly certificates: CertificatesPart;
};
