import type { Failure } from '#core/failure.ts';
import type { StoreAfter, StoreFinding, StoreSort } from '#core/reach/trust-store.ts';
import type { Elevate, Elevated } from '../elevate/elevate.ts';
import type { Certificate } from './certificate.ts';
import type { TrustOs } from './trust-os.ts';

/** One place where programs look up which authorities to trust. Whatever it claims is read from the place itself. */
export type Store = {
  /** The same in every run. */
  readonly id: string;
  readonly name: string;
  readonly usedBy: string;
  /** For whoever says it in another language; absent for what was written down in another run. */
  readonly sort?: StoreSort;
  /** Which one of its sort, where there may be several. */
  readonly called?: string;
  /** The folder or file of it, where there may be several of a sort. */
  readonly place?: string;
  /** Which authorities of ours, or of these thumbprints, are in it now. Never rejects. */
  readonly look: (thumbprints: ReadonlySet<string>) => Promise<Look>;
  /** Puts it in as one that is trusted for servers, in place of `earlier` ones that `look` has found. The caller reads back. */
  readonly add: (certificate: Certificate, earlier: readonly Held[]) => Promise<Done>;
  /** Takes these out, which `look` has found. The caller reads back. */
  readonly remove: (held: readonly Held[]) => Promise<Done>;
  /** What a person would type to add the certificate in this file. */
  readonly command: (file: string, certificate: Certificate) => Promise<string>;
  /** What has to be started again after a change. */
  readonly after?: StoreAfter;
};

export type Look =
  | { readonly is: 'there'; readonly held: readonly Held[]; readonly rights: 'own' | 'prompt' | 'command' }
  /** `says` is why, and what would help. */
  | { readonly is: 'unavailable'; readonly says: string; readonly finding: StoreFinding }
  /** It is nothing that can be written. */
  | { readonly is: 'hint'; readonly says: string; readonly trusted: boolean };

export type Held = {
  readonly thumbprint: string;
  /** Its common name where the store says it. */
  readonly name: string;
  /** How the store calls it: a file, a nickname, an alias. */
  readonly entry: string;
  /** It is there, and it is trusted for servers. */
  readonly trusted: boolean;
};

export type Done = { readonly ok: true } | { readonly ok: false; readonly failure: Failure };

export type StoreWorld = {
  readonly os: TrustOs;
  readonly elevate: Elevate;
  /** Whether anybody can be asked for the rights of the administrator. */
  readonly canAsk: () => Promise<boolean>;
};

export const done: Done = { ok: true };

export const declined: Done = {
  ok: false,
  failure: {
    code: 'certificates/declined',
    message: 'the rights were not given, so nothing was changed; the test browser needs no trust',
  },
};

export const failed = (message: string): Done => ({ ok: false, failure: { code: 'certificates/failed', message } });

/** The last line that a program wrote before it failed, for a sentence. */
export const wordsOf = ({ output, errors }: { readonly output: string; readonly errors: string }): string => {
  const lines = `${output}\n${errors}`.split('\n').map((line) => line.trim());
  return (lines.filter((line) => line !== '').at(-1) ?? 'it said nothing').slice(0, 300).replace(/\.$/, '');
};

export const doneOf = (elevated: Elevated): Done => {
  if (elevated.is === 'done') return done;
  if (elevated.is === 'declined') return declined;
  return { ok: false, failure: elevated.failure };
};
