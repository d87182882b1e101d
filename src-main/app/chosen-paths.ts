import { stat } from 'node:fs/promises';
import { extname, isAbsolute, join, parse, resolve } from 'node:path';
import type { Failure, Result } from '#core/failure.ts';

/**
 * The paths of a workspace that somebody wants opened while the program runs, absolute and looked at; or why they cannot be.
 * `~` at the beginning is `home`. Any folder but a whole disk, and files that hold YAML or JSON; relative ones are refused,
 * because whoever asks does not see the folder that they would be relative to.
 */
export const chosenPaths = async (
  paths: readonly string[],
  home: string | undefined,
): Promise<Result<readonly string[]>> => {
  const found: string[] = [];
  for (const given of paths) {
    const path = chosenPath(given, home);
    if (!path.ok) return path;
    const why = await whyNot(path.value);
    if (why !== undefined) return refuse(why[0], given, why[1]);
    found.push(path.value);
  }
  if (found.length === 0) return refuse('nothing', '', 'no path was given');
  return { ok: true, value: [...new Set(found)] };
};

/** The same of one path, of which nobody knows yet whether there is anything. */
export const chosenPath = (given: string, home: string | undefined): Result<string> => {
  const path = whole(given.trim(), home);
  if (!isAbsolute(path)) return refuse('relative', given, 'it is not a whole path; begin with "/", a drive or "~"');
  const absolute = resolve(path);
  if (parse(absolute).root === absolute) return refuse('too-wide', given, 'it is a whole disk; name a folder of it');
  return { ok: true, value: absolute };
};

const whole = (path: string, home: string | undefined): string =>
  home !== undefined && /^~(?=$|[/\\])/.test(path) ? join(home, path.slice(1)) : path;

const whyNot = async (path: string): Promise<readonly [code: string, why: string] | undefined> => {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return undefined;
    if (!found.isFile()) return ['not-a-file', 'it is neither a file nor a folder'];
    const yaml = ['.yaml', '.yml', '.json'].includes(extname(path).toLowerCase());
    return yaml ? undefined : ['not-yaml', 'it is no YAML file; its name should end with ".yaml", ".yml" or ".json"'];
  } catch (error) {
    const errno = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (errno === 'ENOENT' || errno === 'ENOTDIR') return ['not-found', 'there is nothing of this name'];
    return ['not-readable', `it cannot be looked at (${errno})`];
  }
};

const refuse = (what: string, path: string, why: string): { readonly ok: false; readonly failure: Failure } => ({
  ok: false,
  failure: {
    code: `workspaces/${what}`,
    message: `cannot open "${path}": ${why}`,
    detail: { path: path.slice(0, 500) },
  },
});
