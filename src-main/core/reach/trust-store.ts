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
  /** What the person would type to do the same. */
  readonly command?: string;
};
