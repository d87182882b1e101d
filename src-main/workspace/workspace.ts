import { resolve } from 'node:path';
import type { Failure, Result } from '#core/failure.ts';
import type { Source } from '#core/text/source.ts';
import type { Log } from '#core/world.ts';
import { type Change, type ChangedBy, createFile, removeFile, saveFile } from './change.ts';
import { type Disk, errorCode, nodeDisk } from './disk.ts';
import { finishCutOff } from './finish-cut-off.ts';
import { type Loaded, load } from './load.ts';
import { inside, isVisited, type Places, placesOf, shownName, titleOf } from './places.ts';
import { type Found, type Scan, scan } from './scan.ts';
import type { WorkspaceFile, WorkspaceState } from './state.ts';
import type { Format } from './text-format.ts';
import { type Seen, watchPlaces } from './watch.ts';
import { type FileChange, type Written, writeAll } from './write-all.ts';

/** The YAML files a person opened, as they are on disk now, and the only way to change them. */
export type Workspace = {
  readonly state: () => WorkspaceState;
  /** What the pipeline reads: the same files, in the same order. */
  readonly sources: () => readonly Source[];
  /** Where a file lies on disk; undefined for standard input and files that are not there. */
  readonly pathOf: (file: string) => string | undefined;
  /** What a new file's name begins with to lie in the first of the opened folders: `` or `shop/`. */
  readonly home: string;
  /** See `workspace.write` in the contract. Atomic: the file holds the old text or the new one, never a part. */
  readonly write: (file: string, text: string, base?: string) => Promise<Result<WorkspaceFile>>;
  readonly remove: (file: string, base: string) => Promise<Result<null>>;
  /**
   * All of these changes or none, told as one; see `config.apply` in the contract. Gives what is otherwise on disk now.
   * A process that is killed in the middle leaves each file whole, as it was or as it should be; with a `journal` the next one
   * that opens the workspace finishes it.
   */
  readonly writeAll: (changes: readonly FileChange[]) => Promise<Result<Written>>;
  /** Called after the state changed, with what changed it. Returns how to stop. */
  readonly onChange: (listener: (by: ChangedBy) => void) => () => void;
  readonly close: () => Promise<void>;
};

export type WorkspaceOptions = {
  /** Files and folders; `-` is dropped (its text comes in `stdin`). */
  readonly paths: readonly string[];
  /** Text of one more file, which cannot be written. */
  readonly stdin?: string;
  readonly log: Log;
  /** Follow changes on disk; on unless said otherwise. */
  readonly watch?: boolean;
  /** A folder of the person's own, in which it is noted what several files are about to become; absent: a crash leaves it half done. */
  readonly journal?: string;
  readonly disk?: Disk;
};

/** The name under which text from standard input is shown. */
export const stdinFile = '<stdin>';

/**
 * Opens files and folders. Always succeeds: what cannot be read is a failure in `state()`, and the rest goes on.
 * A file that was read once and cannot be read any more stays with its last text, so that its routes stay too.
 */
export const openWorkspace = async (options: WorkspaceOptions): Promise<Workspace> => {
  const { log, stdin } = options;
  const disk = options.disk ?? nodeDisk;
  const paths = options.paths.filter((path) => path !== '-');
  const folders = new Set<string>();
  for (const path of paths)
    await disk.stat(path).then(
      (s) => s.kind === 'folder' && folders.add(resolve(path)),
      () => undefined, // a missing path is told by the scan
    );
  const isFolder = (path: string) => folders.has(path);
  const title = titleOf(paths, stdin !== undefined);

  let places: Places = placesOf(paths, isFolder);
  let walked: ReadonlySet<string> = new Set();
  let only: ReadonlySet<string> | undefined;
  let scanFailures: readonly Failure[] = [];
  let watchFailure: Failure | undefined;
  let cutOff: readonly Failure[] = [];
  const loaded = new Map<string, Loaded>();
  const loadFailures = new Map<string, Failure>();
  const formats = new Map<string, Format>();
  const listeners = new Set<(by: ChangedBy) => void>();
  let doubt: NodeJS.Timeout | undefined;
  let closed = false;

  const compose = (): WorkspaceState => {
    const files = [...loaded.values()].map(shown);
    if (stdin !== undefined)
      files.push({ file: stdinFile, text: stdin.replace(/^\ufeff/, ''), revision: 'stdin', writable: false });
    files.sort((a, b) => (a.file < b.file ? -1 : 1));
    const failures = [...cutOff, ...scanFailures, ...loadFailures.values(), ...(watchFailure ? [watchFailure] : [])];
    const home = homePrefix(places);
    return { title, ...(home !== '' && { home }), files, failures };
  };
  let state = compose();
  const publish = (by: ChangedBy) => {
    const next = compose();
    if (closed || signature(next) === signature(state)) return;
    state = next;
    for (const listener of listeners) listener(by);
  };

  const forget = (path: string) => {
    const format = loaded.get(path)?.decoded.format;
    // Not how each line ended: there are no lines any more.
    if (format) formats.set(path, { mark: format.mark, usual: format.usual });
    loaded.delete(path);
  };

  /** Reads what changed. `sure` holds files whose absence or emptiness was seen before and is believed now. */
  const refresh = async (seen: Seen, sure: ReadonlySet<string>) => {
    if (closed) return;
    const doubtful: string[] = [];
    const known = [...seen.paths].every((path) => loaded.has(path) && !loadFailures.has(path));
    const result = !seen.tree && known ? undefined : await scan(places, disk);
    const found = result ? result.files : await restat([...seen.paths]);
    if (result) {
      walked = result.folders;
      only = result.only;
      for (const path of missing(loaded.keys(), result)) {
        if (sure.has(path)) forget(path);
        else doubtful.push(path);
      }
      for (const path of [...loadFailures.keys()])
        if (!result.files.some((f) => f.path === path)) loadFailures.delete(path);
      const held = heldNames([...loaded.keys()], places);
      scanFailures = result.failures.map((f) =>
        f.code === 'workspace/not-found' && held.has(String(f.detail?.file)) ? kept(f) : f,
      );
    }
    for (let i = 0; i < found.length; i += 32)
      await Promise.all(
        found.slice(i, i + 32).map(async (f) => {
          const before = loaded.get(f.path);
          if (before?.stamp === f.stat.stamp && !seen.paths.has(f.path) && !loadFailures.has(f.path)) return;
          const now = await load(f, disk);
          if (!now.ok) loadFailures.set(f.path, before ? kept(now.failure) : now.failure);
          else if (now.value.decoded.text === '' && before && before.decoded.text !== '' && !sure.has(f.path))
            doubtful.push(f.path);
          else {
            loaded.set(f.path, now.value);
            loadFailures.delete(f.path);
          }
        }),
      );
    publish('disk');
    // Many editors remove or empty a file for a moment while they save it; its routes must not go with it.
    if (doubtful.length > 0 && !closed)
      doubt = setTimeout(
        () => inTurn(() => refresh({ paths: new Set(doubtful), tree: true }, new Set(doubtful))).catch(complain),
        doubtMs,
      );
  };
  const restat = async (changed: readonly string[]): Promise<readonly Found[]> => {
    try {
      return await Promise.all(
        changed.map(async (path) => ({
          path,
          realPath: await disk.realPath(path),
          file: loaded.get(path)?.file ?? path,
          stat: await disk.stat(path),
        })),
      );
    } catch {
      return (await scan(places, disk)).files; // gone again already; the coming event says so
    }
  };

  // One at a time: a save must not meet a half-done refresh, nor another save.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work);
    last = mine.catch(() => undefined); // whoever asked for it gets the error
    return mine;
  };
  const complain = (error: unknown) => log('error', 'reading the workspace failed', { cause: String(error) });
  const everything: Seen = { paths: new Set(), tree: true };

  const change: Change = {
    disk,
    ...(options.journal !== undefined && { journal: options.journal }),
    places: () => places,
    walked: () => walked,
    find: (file) => [...loaded.values()].find((l) => l.file === file),
    settle: ({ kept = [], dropped = [] }, by) => {
      // Somebody has applied since.
      if (by === 'write-all') cutOff = [];
      for (const path of dropped) forget(path);
      for (const next of kept) {
        if (!isVisited(next.path, places)) places = { ...places, given: [...places.given, next.path] };
        loaded.set(next.path, next);
        loadFailures.delete(next.path);
      }
      publish(by);
    },
    formatOf: (path) => formats.get(path),
    reread: (path) => refresh({ paths: new Set([path]), tree: true }, new Set([path])),
  };

  if (options.journal !== undefined) cutOff = await finishCutOff(options.journal, places.homes, disk, log);
  await inTurn(() => refresh(everything, new Set()));
  // What is seen while the disk is still being read is looked at once, and not one by one: a large folder takes its time.
  let waiting: Seen | undefined;
  const look = ({ paths, tree }: Seen) => {
    if (waiting !== undefined) {
      waiting = { paths: new Set([...waiting.paths, ...paths]), tree: waiting.tree || tree };
      return;
    }
    waiting = { paths, tree };
    inTurn(() => {
      const seen = waiting ?? everything;
      waiting = undefined;
      return refresh(seen, new Set());
    }).catch(complain);
  };
  const watcher =
    options.watch === false || places.given.length === 0
      ? undefined
      : watchPlaces(
          () => places,
          isFolder,
          () => only,
          {
            seen: look,
            failed: (error) => {
              // A single path that is gone, or may not be looked at, is told by the scan.
              if (['ENOENT', 'ELOOP', 'EACCES', 'EPERM', 'ENOTDIR'].includes(errorCode(error))) return;
              watchFailure = unwatched(error);
              publish('disk');
            },
          },
        );

  return {
    state: () => state,
    home: homePrefix(places),
    pathOf: (file) => change.find(file)?.path,
    sources: () => state.files.map(({ file, text }) => ({ file, text })),
    write: (file, text, base) =>
      inTurn<Result<WorkspaceFile>>(async () => {
        if (file === stdinFile && stdin !== undefined) return { ok: false, failure: notWritable };
        const known = change.find(file);
        const done = known ? await saveFile(known, text, base, change) : await createFile(file, text, base, change);
        return done.ok ? { ok: true, value: shown(done.value) } : done;
      }),
    remove: (file, base) => inTurn(() => removeFile(file, base, change)),
    writeAll: (changes) =>
      inTurn<Result<Written>>(async () => {
        if (stdin !== undefined && changes.some(({ file }) => file === stdinFile))
          return { ok: false, failure: notWritable };
        return writeAll(changes, change);
      }),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      closed = true;
      clearTimeout(doubt);
      await watcher?.close();
      await last;
    },
  };
};

/** How long a file may be away or empty before that is believed. */
const doubtMs = 100;

const shown = (l: Loaded): WorkspaceFile => ({
  file: l.file,
  text: l.decoded.text,
  revision: l.revision,
  writable: l.writable,
});

const signature = (state: WorkspaceState): string =>
  JSON.stringify([state.files.map((f) => [f.file, f.revision, f.writable]), state.failures]);

const homePrefix = (places: Places): string => {
  const name = places.homes[0] === undefined ? '' : shownName(places.homes[0], places);
  return name === '' ? '' : `${name}/`;
};

/** The files that are gone. Of what cannot be looked at nothing is. */
const missing = (known: Iterable<string>, now: Scan): readonly string[] => {
  const there = new Set(now.files.map((f) => f.path));
  return [...known].filter((path) => !there.has(path) && !now.unreadable.some((folder) => inside(path, folder)));
};

/** Names, as failures say them, of what was opened and still has text in use. */
const heldNames = (known: readonly string[], places: Places): ReadonlySet<string> =>
  new Set(
    places.given
      .filter((given) => known.some((path) => inside(path, given)))
      .map((given) => shownName(given, places) || given),
  );

const kept = (failure: Failure): Failure => ({
  ...failure,
  message: `${failure.message}; the text read before stays in use`,
});

const notWritable: Failure = {
  code: 'workspace/read-only',
  message: 'text from standard input cannot be saved; start with a file or a folder to edit it here',
};

const unwatched = (error: unknown): Failure => ({
  code: 'workspace/not-watched',
  message:
    'changes on disk may go unnoticed: the system refused to watch the workspace; raise its limit of watched files, or save through the window',
  detail: { cause: error instanceof Error ? error.message : String(error) },
});
