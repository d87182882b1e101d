/** With the `id` of the workspace that was in sight a call is refused where another one is open by now; absent: the one that is open is meant. */
export type OfWorkspace = { readonly workspace?: string };

/** The calls that take `OfWorkspace`: those that change the workspace, or name a part of it by a number that another one has too. */
export const callsOfWorkspace = [
  'workspace.write',
  'workspace.remove',
  'config.apply',
  'config.generation',
  'config.rollback',
  'config.applyOn',
  'gateway.send',
  'traffic.details',
  'traffic.resend',
  'traffic.har',
  'services.bind',
  'view.keep',
] as const;

/** What a window may open, and what is open now. */
export type Workspaces = {
  /** What is open: absolute paths, `-` for standard input; empty: nothing is. */
  readonly open: readonly string[];
  /** The bundled sample that what is open is a copy of. */
  readonly sample?: string;
  /** The latest first, without what is open now. */
  readonly recent: readonly RecentWorkspace[];
  readonly samples: readonly BundledSample[];
  /** Whether `{ choose: true }` shows a dialog of the system; a browser cannot, and a path is typed there. */
  readonly dialog: boolean;
};

export type RecentWorkspace = {
  readonly paths: readonly string[];
  /** The last parts of the paths. */
  readonly title: string;
  /** When it was opened last, in milliseconds since the epoch. */
  readonly at: number;
  /** Whether all of it is still there. */
  readonly exists: boolean;
  readonly sample?: string;
};

/** Told in English, as its README does; windows have words of their own for those they know by name. */
export type BundledSample = {
  readonly name: string;
  readonly title: string;
  /** One sentence. */
  readonly says: string;
  /** What to do with it, one sentence each. */
  readonly try: readonly string[];
  /** Where the person's own copy lies, if there is one. */
  readonly copy?: string;
};

/**
 * Paths of files or folders; a sample, as the person's own copy (the one there is, or with `anew` another one), or copied `into` a folder
 * that is new or empty; or whatever is chosen in a dialog.
 */
export type OpenWorkspace =
  | { readonly paths: readonly string[] }
  | { readonly sample: string; readonly anew?: true }
  | { readonly sample: string; readonly into: string }
  | { readonly choose: true };

/** `opened: false`: the person thought better of it in the dialog. */
export type OpenedWorkspace = { readonly opened: boolean; readonly paths: readonly string[] };
