import { isSubsetOf, isWildcard } from '../route/hostname.ts';
import type { Place, Range } from '../text/diagnostic.ts';
import { locator } from '../text/position.ts';
import { type Mention, mentionsIn } from './mentions.ts';
import type { Workspace } from './workspace.ts';

/** Where the thing that is named at an offset is declared; for a host of routes also the servers that listen for it. */
export const definitionsAt = (workspace: Workspace, file: string, offset: number): readonly Place[] => {
  const all = mentionsIn(workspace);
  const here = mentionAt(all, file, offset);
  if (!here) return [];
  const declared = all.filter((one) => one.declares && one.identity === here.identity);
  const found = declared.length > 0 ? declared : all.filter((one) => one !== here && listensFor(one, here));
  return placesOf(workspace, found);
};

/** Everywhere that the thing at an offset is named: where it is declared first, then in the order of files and text. */
export const referencesAt = (workspace: Workspace, file: string, offset: number): readonly Place[] => {
  const all = mentionsIn(workspace);
  const here = mentionAt(all, file, offset);
  if (!here) return [];
  const same = all.filter(({ identity }) => identity === here.identity);
  return placesOf(workspace, [...same.filter(({ declares }) => declares), ...same.filter(({ declares }) => !declares)]);
};

/** The mention that the cursor is in or at the end of. */
export const mentionAt = (all: readonly Mention[], file: string, offset: number): Mention | undefined =>
  all.find((one) => one.file === file && one.range[0] <= offset && offset <= one.range[1]);

/** A wildcard host covers the host that is asked for. */
const listensFor = (one: Mention, here: Mention): boolean => {
  const [server, host] = [hostOf(one), hostOf(here)];
  return server !== undefined && host !== undefined && isWildcard(server) && isSubsetOf(host, server);
};

const hostOf = ({ identity }: Mention): string | undefined =>
  identity.startsWith('host ') ? identity.slice('host '.length) : undefined;

const placesOf = ({ files }: Workspace, mentions: readonly Mention[]): readonly Place[] => {
  const locators = new Map(files.map(({ source }) => [source.file, locator(source)]));
  return mentions.flatMap(({ file, range }) => {
    const locate = locators.get(file);
    return locate ? [locate(range satisfies Range)] : [];
  });
};
