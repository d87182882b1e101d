import type { EditedDocument } from '../edit/find-node.ts';
import { linkAt } from '../edit/linked.ts';
import type { Field, ObjectSchema, Schema } from '../schema/schema.ts';
import { entryOf, treeAt } from '../text/cursor.ts';
import type { Path, Tree } from '../text/tree.ts';

/** Why a form shows a value without editing it; `message` is for people. The value is kept as it is written. */
export type Foreign = {
  readonly why: 'alias' | 'merge-key' | 'anchor' | 'tag' | 'free-form' | 'shape';
  readonly message: string;
};

/** A declared field that is written. */
export type PresentField = {
  readonly name: string;
  readonly path: Path;
  readonly field: Field;
  readonly schema: Schema;
  readonly tree: Tree;
  readonly foreign?: Foreign;
};

/** A declared field that is not written. */
export type AbsentField = {
  readonly name: string;
  readonly path: Path;
  readonly field: Field;
  readonly schema: Schema;
  readonly required: boolean;
  /** The fields that are written and may not stand beside it: adding it takes these away. */
  readonly excludedBy: readonly string[];
};

/** A key that is not declared: kept, and shown with a badge. */
export type UnknownField = {
  readonly name: string;
  readonly path: Path;
  readonly tree: Tree;
  readonly foreign?: Foreign;
};

export type FieldSlots = {
  /** In the order of the text. */
  readonly present: readonly PresentField[];
  /** In the order of their declaration, those that are required first. */
  readonly absent: readonly AbsentField[];
  /** In the order of the text. */
  readonly unknown: readonly UnknownField[];
};

/**
 * The fields of an object as a form shows them: what is written at `path` of the document, and what may be added there. Nothing written,
 * `null` or something that is no map gives every field as absent.
 */
export const fieldSlots = (document: EditedDocument, path: Path, schema: ObjectSchema): FieldSlots => {
  const tree = treeAt(document.tree, path);
  const entries = tree?.is === 'map' ? tree.entries : [];
  const present: PresentField[] = [];
  const unknown: UnknownField[] = [];
  for (const { key, value } of entries) {
    const at = [...path, key];
    const field = Object.hasOwn(schema.fields, key) ? schema.fields[key] : undefined;
    const foreign = foreignAt(document, at, field?.schema);
    const shown = { name: key, path: at, tree: value, ...(foreign && { foreign }) };
    if (field) present.push({ ...shown, field, schema: field.schema });
    else unknown.push(shown);
  }
  const absent = Object.entries(schema.fields)
    .filter(([name]) => !entryOf(tree, name))
    .map(([name, field]): AbsentField => {
      const rivals = schema.exclusive.filter((group) => group.includes(name)).flat();
      const excludedBy = present.filter((one) => rivals.includes(one.name)).map((one) => one.name);
      return { name, path: [...path, name], field, schema: field.schema, required: field.required, excludedBy };
    });
  return {
    present,
    absent: [...absent.filter((one) => one.required), ...absent.filter((one) => !one.required)],
    unknown,
  };
};

/**
 * Why the value at a path is not for a form: it is linked with another place, it is data that nothing is declared about, or it has not
 * the shape of its declaration. Undefined: it can be edited. Without a schema only structure counts as free-form.
 */
export const foreignAt = (document: EditedDocument, path: Path, schema?: Schema): Foreign | undefined => {
  const link = linkAt(document, path);
  if (link) return { why: link.by, message: linkMessages[link.by](link.name) };
  const tree = treeAt(document.tree, path);
  if (!tree || (tree.is === 'scalar' && tree.value === null)) return undefined;
  if (schema === undefined || schema.is === 'any') {
    return tree.is === 'scalar'
      ? undefined
      : { why: 'free-form', message: 'this is data of any shape; change it in the text' };
  }
  const wanted = schema.is === 'object' || schema.is === 'map' ? 'map' : schema.is === 'list' ? 'list' : 'scalar';
  if (tree.is === wanted) return undefined;
  return { why: 'shape', message: `this is ${shapes[tree.is]} where ${shapes[wanted]} belongs; mend it in the text` };
};

const shapes = { map: 'a map', list: 'a list', scalar: 'a single value' } as const;

const linkMessages: Readonly<Record<'alias' | 'merge-key' | 'anchor' | 'tag', (name: string) => string>> = {
  alias: (name) => `"${name}" stands for a value that is written elsewhere; change it there`,
  'merge-key': (name) => `"${name}" brings this value in from elsewhere; change it there, or write the key here`,
  anchor: (name) => `"${name}" makes this value count in other places too; change it in the text`,
  tag: (name) => `"${name}" says how this value is read; change it in the text`,
};
