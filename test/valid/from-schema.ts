import fc from 'fast-check';
import type { ObjectSchema, Schema } from '#core/schema/schema.ts';

/** A value as a document holds it. */
export type Plain = { readonly [field: string]: unknown };

/**
 * What the schemas do not tell: by `Object.field` the values of a field, and by `Object` what fields must agree on.
 * A mending returns the value as it may stand, from the one that was thrown; `undefined` members are left out.
 */
export type Rules = {
  readonly values: Readonly<Record<string, fc.Arbitrary<unknown>>>;
  readonly mend: Readonly<Record<string, (value: Plain) => Plain>>;
};

/** Values that a schema takes, with about `share` of the optional fields of each object. */
export const valuesOf = (schema: Schema, rules: Rules, share: number): fc.Arbitrary<unknown> => {
  switch (schema.is) {
    case 'object':
      return objectOf(schema, rules, share);
    case 'list': {
      const { fewest = 1, most = 3, unique } = schema;
      const item = valuesOf(schema.item, rules, share);
      const size = { minLength: Math.max(1, fewest), maxLength: Math.min(3, most) };
      if (unique === undefined) return fc.array(item, size);
      const key = (value: unknown): string =>
        JSON.stringify(unique === true ? value : unique.map((field) => (value as Plain)[field]));
      return fc.uniqueArray(item, { ...size, selector: key });
    }
    case 'map':
      return fc.dictionary(fc.constantFrom('app', 'team', 'example.com/part'), valuesOf(schema.value, rules, share), {
        minKeys: 1,
        maxKeys: 2,
      });
    case 'enum':
      return fc.constantFrom(...schema.values);
    case 'boolean':
      return fc.boolean();
    case 'integer': {
      const { min = 1, max = 100_000, values } = schema;
      return values ? fc.constantFrom(...values) : fc.oneof(fc.constant(Math.max(1, min)), fc.integer({ min, max }));
    }
    case 'number':
      return fc.integer({ min: Math.ceil(schema.min ?? 1), max: Math.floor(schema.max ?? 100) });
    case 'duration':
      return schema.whole
        ? fc.constantFrom('5s', '1m30s', '250ms', '1h')
        : fc.constantFrom('5s', '1.5s', '250ms', '1h30m', '0.1s', ...(schema.zero ? ['0s'] : []));
    case 'int-or-string':
      return fc.oneof(fc.integer({ min: 1, max: 65_535 }), fc.constant('http'));
    case 'string':
      return fc.constantFrom('alpha', 'beta', 'gamma-1');
    case 'any':
      return fc.constant({ note: 'anything' });
  }
};

const objectOf = (schema: ObjectSchema, rules: Rules, share: number): fc.Arbitrary<Plain> => {
  const members = Object.entries(schema.fields).map(([name, field]) => {
    const value = rules.values[`${schema.name}.${name}`] ?? valuesOf(field.schema, rules, share);
    const there = field.required
      ? fc.constant(true)
      : fc.integer({ min: 0, max: 99 }).map((dice) => dice < share * 100);
    return fc.tuple(fc.constant(name), there, value);
  });
  const choice = fc.array(fc.nat(9), { minLength: schema.exclusive.length, maxLength: schema.exclusive.length });
  return fc.tuple(choice, fc.tuple(...members)).map(([chosen, all]) => {
    const thrown: Record<string, unknown> = {};
    for (const [name, there, value] of all) if (there && value !== undefined) thrown[name] = value;
    schema.exclusive.forEach((group, index) => {
      const present = group.filter((name) => name in thrown);
      const kept = present[(chosen[index] ?? 0) % Math.max(1, present.length)];
      for (const name of present) if (name !== kept) delete thrown[name];
    });
    return clean(rules.mend[schema.name]?.(thrown) ?? thrown);
  });
};

/** Without members that are `undefined`. */
export const clean = (value: Plain): Plain =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));

/** Fields of a schema that a value sets, as `declaredFields` names them. */
export const fieldsSet = (schema: Schema, value: unknown, path = ''): readonly string[] => {
  if (value === undefined || value === null) return [];
  if (schema.is === 'list') return (value as unknown[]).flatMap((item) => fieldsSet(schema.item, item, `${path}[]`));
  if (schema.is === 'map') return Object.values(value).flatMap((one) => fieldsSet(schema.value, one, `${path}{}`));
  if (schema.is !== 'object') return [];
  return Object.entries(schema.fields).flatMap(([name, field]) => {
    const member = (value as Plain)[name];
    const at = path === '' ? name : `${path}.${name}`;
    return member === undefined ? [] : [at, ...fieldsSet(field.schema, member, at)];
  });
};
