/** A store of certificates that programs of this machine trust, as people are told of it. Plain JSON. */
export type TrustStore = {
  /** `system`, `nss`, `firefox:<profile>`, `java:<home>`, `node`. */
  readonly id: string;
  /** As people call it. */
  readonly name: string;
  /** What uses it: "curl, Chrome". */
  readonly usedBy: string;
  /** `hint`: the store cannot be changed, and `command` says what to set instead. */
  readonly state: 'trusted' | 'untrusted' | 'hint' | 'unavailable';
  readonly rights: 'own' | 'prompt' | 'command';
  /** What was found, one sentence. */
  readonly says: string;
  /** What it is and what was found, for whoever says it in another language; absent for what was written down in another run. */
  readonly about?: { readonly sort: StoreSort; readonly called: string; readonly finding: StoreFinding };
  /** What the person would type to do the same. */
  readonly command?: string;
};

/** `packaged`: a browser in a sandbox. Of these, `called` says which: the package, the profile of Firefox, the folder of Java. */
export type StoreSort =
  | 'linux'
  | 'keychain'
  | 'windows'
  | 'aroundWsl'
  | 'chromium'
  | 'packaged'
  | 'firefox'
  | 'java'
  | 'node'
  | 'curl';

/** What has to be started again before it sees a change. */
export type StoreAfter = 'browsers' | 'firefox' | 'java';

export type StoreFinding =
  | { readonly is: 'unknown' }
  /** For every name where `domains` are absent; for these and reserved ones otherwise, but not for `left`. */
  | {
      readonly is: 'trusted';
      readonly domains?: readonly string[];
      readonly left: readonly string[];
      readonly byHand: boolean;
      readonly after?: StoreAfter;
    }
  | { readonly is: 'distrusted' }
  | { readonly is: 'missing'; readonly domains: readonly string[] }
  | { readonly is: 'earlier'; readonly name: string }
  | { readonly is: 'hint' }
  | { readonly is: 'set' | 'noPlace' | 'nixos' | 'newProfile' }
  | { readonly is: 'noProgram'; readonly program: string; readonly packages: string }
  | { readonly is: 'unreadable'; readonly why: string };
