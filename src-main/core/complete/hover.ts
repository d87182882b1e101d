import { resolveGatewayName } from '../resource/istio/gateway-name.ts';
import { apiVersionsOf } from '../resource/kind.ts';
import { groupOf, nameOf } from '../resource/resource.ts';
import type { Fidelity, Schema } from '../schema/schema.ts';
import type { Path } from '../text/tree.ts';
import type { Hover } from './answers.ts';
import { namesAt } from './complete-names.ts';
import { type Context, contextAt } from './context.ts';
import { nameAt } from './names.ts';
import { declaredAt, kindOf, typeInWords, wholeSchema } from './whole-schema.ts';
import type { Workspace } from './workspace.ts';

/**
 * What stands at an offset: a field's documentation, a kind, or what a value leads to; undefined over anything else. Never throws.
 * `file` is its name in the workspace; the text may be newer than it.
 */
export const hover = (workspace: Workspace, _file: string, text: string, offset: number): Hover | undefined => {
  const context = contextAt(text, offset);
  if (!context || context.range[0] === context.range[1]) return undefined;
  const written = text.slice(...context.range).trim();
  const kind = kindOf(context.group, context.kind, context.apiVersion);
  const { path, range } = context;
  if (context.writing === 'key') {
    const root = wholeSchema(kind);
    const at = [...path, written];
    const field = declaredAt(root, at)?.field;
    if (!field) return undefined;
    const around = fidelityOf(root, at);
    const values = valuesOf(field.schema);
    return {
      range,
      title: `${kind?.kind ?? 'Resource'} ${sayPath(at)}`,
      doc: field.doc,
      type: typeInWords(field.schema),
      required: field.required,
      ...(field.default !== undefined && { default: field.default }),
      ...(values.length > 0 && { values }),
      ...(kind && { versions: apiVersionsOf(kind) }),
      ...around,
    };
  }
  if (path.length === 1 && (path[0] === 'kind' || path[0] === 'apiVersion')) {
    const named =
      path[0] === 'kind'
        ? kindOf(context.group, written, context.apiVersion)
        : kindOf(groupOf({ apiVersion: written }), context.kind, written);
    return named && { range, title: named.kind, doc: named.doc, versions: apiVersionsOf(named) };
  }
  return nameHover(workspace, context, written);
};

const nameHover = (workspace: Workspace, context: Context, written: string): Hover | undefined => {
  const plain = (name: string): string =>
    nameAt(context.kind, context.group, context.path) === 'gateway'
      ? resolveGatewayName(name, context.namespace)
      : name;
  const found = namesAt(workspace, context)?.find((name) => plain(name.written) === plain(written));
  if (!found) return undefined;
  const { resource, detail } = found;
  return {
    range: context.range,
    title: resource ? nameOf(resource) : written,
    doc: detail,
    ...(resource && { target: resource.keyAt(['metadata', 'name']) }),
  };
};

/** `http[].timeout`: as a person writes it, without `spec`. */
const sayPath = (path: Path): string =>
  (path[0] === 'spec' && path.length > 1 ? path.slice(1) : path).reduce<string>(
    (said, step) => (typeof step === 'number' ? `${said}[]` : said === '' ? step : `${said}.${step}`),
    '',
  );

const valuesOf = (schema: Schema): readonly string[] => {
  if (schema.is === 'enum') return schema.values;
  if (schema.is === 'list') return valuesOf(schema.item);
  return schema.is === 'integer' ? (schema.values?.map(String) ?? []) : [];
};

/** That of the field, or of the nearest around it that has less. */
const fidelityOf = (root: Schema, path: Path): { readonly fidelity: Fidelity; readonly note?: string } => {
  let worst: { fidelity: Fidelity; note?: string } = { fidelity: 'exact' };
  for (let depth = 1; depth <= path.length; depth++) {
    const field = declaredAt(root, path.slice(0, depth))?.field;
    if (!field || field.fidelity === 'exact') continue;
    if (worst.fidelity === 'exact' || worst.fidelity === 'approximated' || field.fidelity !== 'approximated')
      worst = { fidelity: field.fidelity, ...(field.note !== undefined && { note: field.note }) };
  }
  return worst;
};
