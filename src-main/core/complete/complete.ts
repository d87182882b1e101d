import { apiVersionsOf } from '../resource/kind.ts';
import type { Schema } from '../schema/schema.ts';
import type { Completion, CompletionItem } from './answers.ts';
import { fieldItems } from './complete-fields.ts';
import { labelNames, namesAt } from './complete-names.ts';
import { keyItems, plainOrQuoted, valueItems } from './complete-values.ts';
import { type Context, contextAt } from './context.ts';
import { listSnippets, resourceSnippets } from './snippets.ts';
import { actedKinds, declaredAt, kindOf, wholeSchema } from './whole-schema.ts';
import type { Workspace } from './workspace.ts';

/**
 * What may be written at an offset of a text that is being typed, best first; undefined where nothing can be offered.
 * All items replace the same range, whose text up to the cursor is the beginning of their labels. `file` is its name in the workspace,
 * whose other files are taken as they were last built. Never throws.
 */
export const complete = (workspace: Workspace, _file: string, text: string, offset: number): Completion | undefined => {
  const context = contextAt(text, offset);
  if (!context) return undefined;
  const items = itemsAt(workspace, context).map((item) => finished(item, context));
  return items.length === 0 ? undefined : { range: context.range, items };
};

const finished = (item: CompletionItem, { tight, newline }: Context): CompletionItem => ({
  ...item,
  insert: (tight ? ' ' : '') + (newline === '\n' ? item.insert : item.insert.replaceAll('\n', newline)),
});

const itemsAt = (workspace: Workspace, context: Context): readonly CompletionItem[] => {
  const { path, writing, where } = context;
  if (path.length === 0 && context.keys.length === 0 && where === 'line' && context.column === 0) {
    return [...resourceSnippets(workspace), ...fieldItems(wholeSchema(undefined), { ...context, path: [] })];
  }
  const kind = kindOf(context.group, context.kind, context.apiVersion);
  const declared = declaredAt(wholeSchema(kind), path);
  if (!declared) return [];
  const { schema } = declared;
  if (writing === 'key' || (schema.is === 'object' && where !== 'key')) {
    if (schema.is === 'list') return where === 'line' ? asItems(schema.item, workspace, context) : [];
    const snippets = where === 'dash' && context.keys.length === 0 ? listSnippets(workspace, context) : [];
    return [...snippets, ...keysAt(schema, workspace, context)];
  }
  if (schema.is === 'list' && where === 'line') return asItems(schema.item, workspace, context);
  if (schema.is === 'list' && where === 'key' && schema.item.is !== 'object') {
    return valuesAt(schema.item, workspace, { ...context, path: [...path, 0] }).map((item) => ({
      ...item,
      insert: context.quoted ? item.insert : `[${item.insert}]`,
    }));
  }
  if (schema.is === 'map' && where !== 'key') return keysAt(schema, workspace, context);
  return valuesAt(schema, workspace, context);
};

/** Where a list must begin: each item with its dash. */
const asItems = (item: Schema, workspace: Workspace, context: Context): readonly CompletionItem[] => {
  const inside: Context = {
    ...context,
    path: [...context.path, 0],
    column: context.column + 2,
    where: 'dash',
    keys: [],
  };
  const items =
    item.is === 'object'
      ? [...listSnippets(workspace, inside), ...fieldItems(item, inside)]
      : valuesAt(item, workspace, inside);
  return items.map((one) => ({ ...one, insert: `- ${one.insert}` }));
};

const keysAt = (schema: Schema, workspace: Workspace, context: Context): readonly CompletionItem[] => {
  if (schema.is === 'object') return fieldItems(schema, context);
  if (schema.is !== 'map') return [];
  if (context.kind === 'Gateway' && context.path.at(-1) === 'selector') {
    return labelNames(workspace)
      .filter((name) => !context.keys.includes(name))
      .map((name) => ({ label: name, is: 'name', detail: 'label', insert: context.colon ? name : `${name}: ` }));
  }
  return keyItems(context);
};

const valuesAt = (schema: Schema, workspace: Workspace, context: Context): readonly CompletionItem[] => {
  if (context.path.length === 1 && context.path[0] === 'kind') return kindItems(context);
  const names = (namesAt(workspace, context) ?? []).map(
    ({ written, detail }): CompletionItem => ({
      label: written,
      is: 'name',
      detail,
      insert: plainOrQuoted(written, schema, context.quoted),
    }),
  );
  return [...names, ...valueItems(schema, context)];
};

/** Kinds of the API that is written, else of all of them. */
const kindItems = ({ apiVersion }: Context): readonly CompletionItem[] => {
  const fitting = actedKinds.filter((kind) => apiVersionsOf(kind).includes(apiVersion));
  return (fitting.length ? fitting : actedKinds).map((kind) => ({
    label: kind.kind,
    is: 'value',
    detail: kind.group === '' ? 'core' : kind.group,
    doc: kind.doc,
    insert: kind.kind,
  }));
};
