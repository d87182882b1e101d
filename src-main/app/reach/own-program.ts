import { resolve } from 'node:path';

/** A program with its first arguments; those of the deed come behind them. */
export type OwnProgram = { readonly program: string; readonly args: readonly string[] };

/** What a process knows about how it was started; `process` is one. */
export type Started = {
  readonly execPath: string;
  readonly argv: readonly string[];
  readonly platform: NodeJS.Platform;
  readonly versions: { readonly electron?: string | undefined };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Set by Electron where the app is a folder that was named on its command line. */
  readonly defaultApp?: boolean;
};

/** By this the desktop app does an elevated step instead of opening its window; `electron/main.ts` looks for it before anything else. */
export const elevatedFlag = '--slipway-elevated-hosts';

/**
 * How the desktop app is started anew with the rights of the administrator, for a step on the hosts file; undefined in Node, where a script
 * does it. An AppImage is started by its file, because its mounted folder is of this user alone; and root runs no Chromium but without its
 * sandbox, which such a step does not start.
 */
export const elevatedDesktop = ({
  execPath,
  argv,
  platform,
  versions,
  env,
  defaultApp,
}: Started): OwnProgram | undefined => {
  if (versions.electron === undefined) return undefined;
  const folder = defaultApp === true && argv[1] !== undefined ? [resolve(argv[1])] : [];
  return {
    program: (platform === 'linux' && env.APPIMAGE) || execPath,
    args: [...folder, ...(platform === 'linux' ? ['--no-sandbox'] : []), elevatedFlag],
  };
};
