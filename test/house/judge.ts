import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { desktopHome, entries, fileRooms, homes, longestFile, registries, rooms } from './law.ts';
import { factsOfSource } from './source-facts.ts';

/** A file of the project: path from the project's folder with `/`, and its text. */
export type HouseFile = { readonly path: string; readonly text: string };

/** Every breach of the law, one sentence each with file and line. */
export const judge = (files: readonly HouseFile[]): readonly string[] => {
  const breaches: string[] = [];
  const users = new Map<RegExp, string[]>();
  for (const file of files) {
    const at = (line: number): string => `${file.path}:${line}`;
    const facts = factsOfSource(file.path, file.text);
    for (const { module, line } of facts.imports) {
      const breach = judgeImport(file.path, module, users);
      if (breach !== undefined) breaches.push(`${at(line)} ${breach}`);
    }
    for (const { what, line } of entries.some((entry) => entry.test(file.path)) ? [] : facts.acts) {
      breaches.push(`${at(line)} acts when it is loaded: ${what}`);
    }
    if (facts.defaultExport) breaches.push(`${at(1)} has a default export`);
    if (facts.namesDesktop && file.path !== desktopHome) {
      breaches.push(`${at(1)} names "desktop", whose home is ${desktopHome}`);
    }
    const lines = file.text.split('\n').length - 1;
    if (lines > longestFile) breaches.push(`${at(longestFile)} is ${lines} lines long; split it`);
    breaches.push(...judgeName(file.path).map((breach) => `${at(1)} ${breach}`));
  }
  for (const { packages, files: most } of homes) {
    const found = [...new Set(users.get(packages) ?? [])];
    if (most !== undefined && found.length > most) {
      breaches.push(`${packages.source} is imported by ${found.join(', ')}; it has one home`);
    }
  }
  return breaches;
};

/** The room of a file: `core/match`, `gateway`, `renderer/panels/editor`. Undefined for a file outside every room. */
export const roomOf = (path: string): string | undefined => {
  const named = fileRooms[path];
  if (named !== undefined) return named;
  const panel = /^src-renderer\/panels\/([^/]+)\//.exec(path);
  if (panel) return `renderer/panels/${panel[1]}`;
  const parts = path
    .replace(/^src-main\//, '')
    .replace(/^src-renderer\//, 'renderer/')
    .split('/')
    .slice(0, -1);
  const deep = parts.slice(0, 2).join('/');
  if (rooms[deep] !== undefined) return deep;
  const top = parts[0] ?? '';
  // A new folder inside core or the renderer must be given a place in the law before it is used.
  return rooms[top] !== undefined && (parts.length === 1 || !/^(core|renderer)$/.test(top)) ? top : undefined;
};

const covers = (allowed: string, room: string): boolean => room === allowed || room.startsWith(`${allowed}/`);
/** `core/route/types` is no part of `core/route` for those who may only see the words; for everybody else it is. */
const lawOf = (room: string) =>
  room === 'core/route/types' ? rooms['core/route'] : (rooms[room] ?? rooms[room.replace(/\/[^/]+$/, '')]);

const judgeImport = (path: string, module: string, users: Map<RegExp, string[]>): string | undefined => {
  const room = roomOf(path);
  const law = room === undefined ? undefined : lawOf(room);
  if (room === undefined || law === undefined) return 'is in no room of the law';
  if (isBuiltin(module)) return law.node ? undefined : `imports "${module}", but ${room} knows no Node`;
  if (!module.startsWith('.') && !module.startsWith('#')) return judgePackage(path, room, module, users);
  const target = module.startsWith('#')
    ? `src-main/${module.slice(1)}`
    : posix.join(posix.dirname(path), module.replace(/\?.*$/, ''));
  if (/\.(css|svg|png)$/.test(target) && room.startsWith('renderer')) return undefined;
  const other = roomOf(target);
  if (other === undefined) return `imports "${module}", which is in no room`;
  const sameHouse = room.split('/')[0] === other.split('/')[0];
  if (!sameHouse && /^(core|contract)/.test(other) && !module.startsWith('#')) return `imports "${module}" without "#"`;
  if (sameHouse && module.startsWith('#')) return `imports "${module}" from inside; use a relative path`;
  if (room === other || law.rooms.some((allowed) => covers(allowed, other))) return undefined;
  if (room === 'renderer/panels' && other.startsWith('renderer/panels/') && registries.includes(path)) return undefined;
  return `imports "${module}": ${room} may not see ${other}`;
};

const judgePackage = (path: string, room: string, module: string, users: Map<RegExp, string[]>): string | undefined => {
  const home = homes.find(({ packages }) => packages.test(module));
  if (home === undefined) return `imports "${module}", a package without a home in the law`;
  users.set(home.packages, [...(users.get(home.packages) ?? []), path]);
  if (home.rooms.some((allowed) => covers(allowed, room))) return undefined;
  return `imports "${module}", whose home is ${home.rooms.join(' and ')}`;
};

const judgeName = (path: string): readonly string[] => {
  const base = path.slice(path.lastIndexOf('/') + 1);
  const found: string[] = [];
  if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.d)?\.tsx?$/.test(base)) found.push('is not named in kebab-case');
  if (/^(utils?|helpers?|common|misc|manager)\b/.test(base)) found.push('has a name that says nothing');
  if (/^index\./.test(base) && !registries.includes(path)) found.push('is called index but is no registry');
  return found;
};
