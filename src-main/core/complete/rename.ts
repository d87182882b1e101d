import { scalarText } from '../edit/render.ts';
import type { FileEdit, TextEdit } from '../edit/text-edit.ts';
import { isDnsLabel, isFullName, isIpAddress, isWildcardName } from '../resource/names.ts';
import { quotedList } from '../text/words.ts';
import type { Renamed, RenameTarget } from './answers.ts';
import { type Mention, mentionsIn } from './mentions.ts';
import { mentionAt } from './references.ts';
import type { Workspace } from './workspace.ts';

/** What the name at an offset is that can be renamed everywhere; undefined where nothing is named, or only a namespace. */
export const renameTargetAt = (workspace: Workspace, file: string, offset: number): RenameTarget | undefined => {
  const here = mentionAt(mentionsIn(workspace), file, offset);
  const what = here && whatOf(workspace, here);
  return here && what ? { range: here.name, what, name: textOf(workspace, here) } : undefined;
};

/**
 * The edits that give the thing at an offset another name wherever it is mentioned. Every mention keeps its form: a namespace in
 * front, the domain of a service behind, quotes around. Refused with a sentence where a name does not fit, is taken, or where a
 * mention cannot be changed or may have been missed.
 */
export const rename = (workspace: Workspace, file: string, offset: number, name: string): Renamed => {
  const all = mentionsIn(workspace);
  const here = mentionAt(all, file, offset);
  const what = here && whatOf(workspace, here);
  if (!here || !what) return refuse('nothing that can be renamed stands here; put the cursor on a name');
  const old = textOf(workspace, here);
  if (name === old) return { ok: true, edits: [] };
  const problem = nameProblem(what, name) ?? missed(workspace, old) ?? taken(all, here, old, name, what);
  if (problem) return refuse(problem);
  const mentions = all.filter(({ identity }) => identity === here.identity);
  const fixed = mentions.find((one) => one.fixed);
  if (fixed)
    return refuse(`a mention in "${fixed.file}" is block text or has escapes; write the name plainly there first`);
  if (what === 'service' && !mentions.some(({ declares }) => declares) && samples.includes(old)) {
    return refuse(`"${old}" is a bundled sample and keeps its name; bind a service of your own with a LocalService`);
  }
  return { ok: true, edits: editsOf(workspace, mentions, name) };
};

const samples: readonly string[] = ['httpbin', 'details', 'echo'];

const refuse = (message: string): Renamed => ({ ok: false, message });

/** In words, or undefined for what is more than a name: a namespace says where everything in it is. */
const whatOf = ({ snapshot }: Workspace, { identity }: Mention): string | undefined => {
  const [sort = '', name = ''] = identity.split(' ');
  if (sort === 'host') return name.endsWith(`.svc.${snapshot.settings.clusterDomain}`) ? 'service' : 'host';
  if (sort === 'namespace') return undefined;
  return words[sort] ?? sort;
};

const words: Readonly<Record<string, string>> = {
  gateway: 'Gateway',
  'virtual-service': 'VirtualService',
  secret: 'Secret',
  'config-map': 'ConfigMap',
};

const textOf = ({ files }: Workspace, { file, name }: Mention): string =>
  files.find(({ source }) => source.file === file)?.source.text.slice(...name) ?? '';

const nameProblem = (what: string, name: string): string | undefined => {
  if (what === 'host') {
    return isWildcardName(name) || isIpAddress(name)
      ? undefined
      : `"${name}" is not a host name; use letters, digits, hyphens and dots`;
  }
  const labels = ['subset', 'Gateway', 'service', 'listener'].includes(what);
  const fits = labels ? isDnsLabel(name) : isFullName(name);
  return fits && name === name.toLowerCase()
    ? undefined
    : `"${name}" is not a name for this; use lower-case letters, digits and hyphens`;
};

/** Text that cannot be read may hold a mention that would be left behind. */
const missed = ({ files }: Workspace, old: string): string | undefined => {
  const broken = files
    .filter(({ documents }) =>
      documents.some(({ parsed }) => !parsed.tree && parsed.problems.length > 0 && parsed.text.includes(old)),
    )
    .map(({ source }) => source.file);
  return broken.length === 0
    ? undefined
    : `${quotedList(broken, 'and')} cannot be read now and may mention "${old}"; correct the YAML first`;
};

const taken = (all: readonly Mention[], here: Mention, old: string, name: string, what: string): string | undefined => {
  const at = here.identity.lastIndexOf(old);
  const next = here.identity.slice(0, at) + name + here.identity.slice(at + old.length);
  // The first label of a service's host is its name; the same text may come again behind it.
  const identity = what === 'service' ? here.identity.replace(` ${old}.`, ` ${name}.`) : next;
  // Hosts need no declaration; two that have become one could not be told apart again.
  return all.some((one) => (one.declares || identity.startsWith('host ')) && one.identity === identity)
    ? `there is a ${what} "${name}" already; choose another name`
    : undefined;
};

const editsOf = ({ files }: Workspace, mentions: readonly Mention[], name: string): readonly FileEdit[] =>
  [...Map.groupBy(mentions, ({ file }) => file)].map(([file, own]) => {
    const text = files.find(({ source }) => source.file === file)?.source.text ?? '';
    return { file, edits: own.map((one) => editOf(text, one, name)) };
  });

/** The name alone; or all of a value that has no quotes and would be a number, a boolean or an alias without them. */
const editOf = (text: string, mention: Mention, name: string): TextEdit => {
  const [start, end] = mention.range;
  const value = text.slice(start, mention.name[0]) + name + text.slice(mention.name[1], end);
  const written = scalarText(value, true);
  const isQuoted = /["']/.test(text.charAt(start - 1));
  return isQuoted || written === value ? { range: mention.name, text: name } : { range: mention.range, text: written };
};
