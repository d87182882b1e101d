/** What was looked at and found. Plain JSON. */
export type DoctorReport = {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly durationMs: number;
  readonly checks: readonly CheckResult[];
};

/** One line: what was looked at, whether it is well, why not, and what to do about it. */
export type CheckResult = {
  /** `ports`, `names`, `trust` …; the same in every run. */
  readonly id: string;
  readonly group: CheckGroup;
  /** What was looked at, a few words. */
  readonly title: string;
  /** `skipped`: it could not be looked at, or makes no sense here. */
  readonly result: 'ok' | 'warning' | 'failure' | 'skipped';
  /** One lower-case sentence. */
  readonly says: string;
  /** The one reason, by a name that stays: `port-taken`, `name-not-mapped`. Only where something is wrong. */
  readonly cause?: string;
  readonly fix?: Fix;
  /** Host names or ports that it is about. */
  readonly about?: readonly string[];
};

export type CheckGroup = 'ports' | 'names' | 'browser' | 'certificates' | 'services' | 'machine';

/** What to do: a sentence, and where there is one, what to type or which call of the window does it. */
export type Fix = {
  readonly says: string;
  readonly command?: string;
  readonly deed?: 'test-browser' | 'hosts' | 'certificates' | 'services' | 'settings';
};
