import { build } from '#core/build.ts';
import { type Mention, mentionsIn } from '#core/complete/mentions.ts';
import { referencesAt } from '#core/complete/references.ts';
import { rename as renameAt } from '#core/complete/rename.ts';
import { applyEdits } from '#core/edit/text-edit.ts';
import { nearest } from '#core/text/nearest.ts';
import type { Source } from '#core/text/source.ts';
import { type Command, WrongUse } from './command.ts';
import { plural } from './count-diagnostics.ts';
import { openForChange, writeChanges } from './open-for-change.ts';
import { printChanges } from './print-changes.ts';

/** Words for what can be named, and how its identity begins. */
const sorts: Readonly<Record<string, string>> = {
  gateway: 'gateway',
  host: 'host',
  service: 'host',
  subset: 'subset',
  secret: 'secret',
  'config-map': 'config-map',
  'virtual-service': 'virtual-service',
  'gateway-class': 'GatewayClass',
  'ingress-class': 'IngressClass',
};

const remarks = [
  `WHAT is one of ${Object.keys(sorts).join(', ')}.`,
  'NAME is "namespace/name" (the namespace "default" may be left out), a host, or "RULE SUBSET" in quotes for a subset of a DestinationRule.',
];

/** Where something is declared and mentioned. */
export const references: Command = {
  name: 'references',
  summary: 'say where a gateway, host, service, subset, secret or the like is declared and mentioned',
  operands: 'WHAT NAME [FILE|DIR…]',
  options: { json: { type: 'boolean', help: 'one JSON array of places' } },
  remarks: [...remarks, 'Exit code: 0 when it is found, 1 when not, 2 for wrong use.'],
  run: async (call, terminal) => {
    const [what = '', name = '', ...operands] = call.operands;
    const opened = await openForChange(operands, terminal);
    try {
      const built = build(opened.sources);
      const found = find(mentionsIn(built), what, name);
      const places = found ? referencesAt(built, found.file, found.range[0]) : [];
      if (call.flag('json')) terminal.answer(JSON.stringify(places, null, 2));
      else for (const { file, line, column } of places) terminal.answer(`${file}:${line}:${column}`);
      return places.length === 0 ? 1 : 0;
    } finally {
      await opened.close();
    }
  },
};

/** Another name for something, wherever it is mentioned. */
export const rename: Command = {
  name: 'rename',
  summary: 'give a gateway, host, service, subset, secret or the like another name in all files',
  operands: 'WHAT NAME NEW-NAME [FILE|DIR…]',
  options: { 'dry-run': { type: 'boolean', help: 'write nothing; show the changes as a diff' } },
  remarks: [...remarks, 'Exit code: 0 when done, 1 when it cannot be done, 2 for wrong use.'],
  run: async (call, terminal) => {
    const [what = '', name = '', next = '', ...operands] = call.operands;
    if (next === '') throw new WrongUse('"rename" needs WHAT, NAME and NEW-NAME');
    const opened = await openForChange(operands, terminal);
    try {
      const before = opened.sources;
      const built = build(before);
      const found = find(mentionsIn(built), what, name);
      const result = found && renameAt(built, found.file, found.range[0], next);
      if (!result?.ok) {
        terminal.note(`slipway: ${result?.message ?? `no ${what} "${name}" is named in these files`}`);
        return 1;
      }
      const edits = new Map(result.edits.map((one) => [one.file, one.edits]));
      const after = before.map(({ file, text }): Source => ({ file, text: applyEdits(text, edits.get(file) ?? []) }));
      if (call.flag('dry-run')) terminal.answer(printChanges(before, after));
      else await writeChanges(after, opened);
      const places = result.edits.reduce((sum, one) => sum + one.edits.length, 0);
      terminal.note(`slipway: ${plural(places, 'place')} in ${plural(result.edits.length, 'file')}`);
      return 0;
    } finally {
      await opened.close();
    }
  },
};

/** The first mention that is called so; what declares it before others. */
const find = (all: readonly Mention[], what: string, name: string): Mention | undefined => {
  const sort = sorts[what];
  if (sort === undefined) {
    const meant = nearest(what, Object.keys(sorts));
    throw new WrongUse(
      `"${what}" cannot be looked for; ${meant ? `did you mean "${meant}"?` : `use ${Object.keys(sorts).join(', ')}`}`,
    );
  }
  const written = name.includes('/') || sort === 'host' ? [name] : [name, `default/${name}`];
  const identities = written.flatMap((one) => (what === 'service' ? serviceIdentities(all, one) : [`${sort} ${one}`]));
  const found = all.filter(
    ({ identity }) => identities.includes(identity) || (what === 'subset' && isSubset(identity, name)),
  );
  return found.find(({ declares }) => declares) ?? found[0];
};

/** `reviews`, `default/reviews` or the whole host, as it is in the domain of the cluster. */
const serviceIdentities = (all: readonly Mention[], name: string): readonly string[] => {
  const [home = 'default', own = name] = name.includes('/') ? name.split('/') : ['default', name];
  const begins = [`host ${own}.${home}.svc.`, `host ${name}`];
  return all.flatMap(({ identity }) =>
    identity.startsWith(begins[0] ?? '') || identity === begins[1] ? [identity] : [],
  );
};

/** `reviews v2`: the rule's name in front. */
const isSubset = (identity: string, name: string): boolean => {
  const [rule = '', subset = ''] = name.split(/\s+/);
  return identity === `subset ${rule.includes('/') ? rule : `default/${rule}`} ${subset}`;
};
