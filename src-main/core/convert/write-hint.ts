import type { Resource } from '../resource/resource.ts';
import type { ConditionField } from '../route/explanation.ts';
import type { WrittenField } from '../route/hint.ts';
import type { Origin, TextMatch } from '../route/table.ts';
import type { Path } from '../text/tree.ts';
import { fieldsOf, valueAt } from './source-fields.ts';

/** A condition that is to stand in a rule in place of the one that is there. */
export type SoughtWrite = { readonly origin: Origin; readonly field: ConditionField; readonly match: TextMatch };

/**
 * How a condition is written into the rule at `origin`, in the words of its kind; undefined where that kind cannot say it, or where the
 * condition stands elsewhere.
 */
export const writeCondition = (
  resource: Resource,
  { origin, field, match }: SoughtWrite,
): readonly WrittenField[] | undefined => {
  const { kind } = origin;
  if (kind !== 'VirtualService' && kind !== 'HTTPRoute') return undefined;
  const [path] = fieldsOf(resource, kind, origin, field);
  const value = path && valueAt(resource, path);
  if (path === undefined || value === undefined) return undefined;
  return kind === 'VirtualService' ? asStringMatch(path, value, match) : asTypedMatch(path, value, field, match);
};

type Fields = readonly WrittenField[] | undefined;

/** `{ exact: … }` of Istio. */
const asStringMatch = (path: Path, value: unknown, { type, value: text }: TextMatch): Fields => {
  if (typeof value !== 'object' || value === null) return undefined;
  const [only, ...more] = Object.keys(value);
  if (only === undefined || more.length > 0) return undefined;
  return only === type ? [{ path: [...path, type], value: text }] : [{ path, value: { [type]: text } }];
};

/** What the CRD takes in no path. */
const refused = /^[^/]|\/\/|\/\.\.?(?:\/|$)|%2f|#/i;

const types = { exact: 'Exact', prefix: 'PathPrefix', regex: 'RegularExpression' } as const;

/** `{ type: …, value: … }` of the Gateway API, whose methods are plain, and whose prefixes are of paths and end at a slash. */
const asTypedMatch = (path: Path, value: unknown, field: ConditionField, { type, value: text }: TextMatch): Fields => {
  if (field === 'method') return type === 'exact' && typeof value === 'string' ? [{ path, value: text }] : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  if (type === 'prefix' && (field !== 'path' || !text.endsWith('/'))) return undefined;
  if (field === 'path' && type !== 'regex' && refused.test(text)) return undefined;
  const present = value as { readonly type?: unknown };
  const usual = field === 'path' ? 'PathPrefix' : 'Exact';
  return [
    ...((present.type ?? usual) === types[type] ? [] : [{ path: [...path, 'type'], value: types[type] }]),
    { path: [...path, 'value'], value: text },
  ];
};
