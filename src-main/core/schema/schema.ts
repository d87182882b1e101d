/**
 * The small language in which a kind declares its fields.
 * One declaration serves reading, unknown-field errors, documentation and the support table; there is no second list of fields anywhere.
 */

/**
 * How near a field's behaviour comes to the real thing.
 * `planned`: declared and checked, not acted on yet. `ignored`: has no effect on a workstation. `mesh`: needs sidecars.
 */
export type Fidelity = 'exact' | 'approximated' | 'ignored' | 'mesh' | 'planned';

export type Schema<T = unknown> = (
  | {
      readonly is: 'string';
      readonly pattern?: RegExp;
      readonly patternHelp?: string;
      readonly longest?: number;
      readonly filled?: boolean;
    }
  | { readonly is: 'integer'; readonly min?: number; readonly max?: number; readonly values?: readonly number[] }
  | { readonly is: 'number'; readonly min?: number; readonly max?: number }
  | { readonly is: 'boolean' }
  | { readonly is: 'duration'; readonly zero?: boolean; readonly whole?: boolean }
  | { readonly is: 'int-or-string' }
  | { readonly is: 'enum'; readonly values: readonly string[] }
  | ({ readonly is: 'list'; readonly item: Schema } & ListLimits)
  | { readonly is: 'map'; readonly value: Schema; readonly most?: number }
  | ObjectSchema
  | { readonly is: 'any' }
) &
  Phantom<T>;

/** `unique`: items must differ, objects in the fields it names. */
export type ListLimits = {
  readonly fewest?: number;
  readonly most?: number;
  readonly unique?: true | readonly string[];
};

declare const phantom: unique symbol;
type Phantom<T> = { readonly [phantom]?: T };

/** `exclusive` lists groups of fields of which at most one may be present. */
export type ObjectSchema = {
  readonly is: 'object';
  readonly name: string;
  readonly fields: Readonly<Record<string, Field>>;
  readonly exclusive: readonly (readonly string[])[];
};

export type Field<T = unknown, R extends boolean = boolean> = {
  readonly schema: Schema<T>;
  readonly required: R;
  readonly doc: string;
  readonly fidelity: Fidelity;
  /** What differs from the real thing, one sentence; shown with every fidelity but `exact`. */
  readonly note?: string;
  /** Only with `approximated`: files hear of the difference, or those with such a value do; absent: documentation alone tells it. */
  readonly told?: true | RegExp;
  /** The default as a person would write it; documentation only. */
  readonly default?: string;
};

type FieldOptions = Partial<Pick<Field, 'fidelity' | 'note' | 'told' | 'default'>>;
type Fields = Readonly<Record<string, Field>>;
type Show<T> = { readonly [K in keyof T]: T[K] };
type RequiredKeys<F extends Fields> = { [K in keyof F]: F[K]['required'] extends true ? K : never }[keyof F];
type OptionalKeys<F extends Fields> = Exclude<keyof F, RequiredKeys<F>>;
type Shape<F extends Fields> = Show<
  { [K in RequiredKeys<F>]: Infer<F[K]['schema']> } & { [K in OptionalKeys<F>]?: Infer<F[K]['schema']> }
>;

/** The TypeScript type of a value read by this schema. Durations are read as milliseconds. */
export type Infer<S> = S extends Phantom<infer T> ? T : never;

/** `longest`: in characters. `filled`: at least one character. */
export const string = (
  rule: { pattern?: RegExp; help?: string; longest?: number; filled?: boolean } = {},
): Schema<string> => ({
  is: 'string',
  ...(rule.pattern && { pattern: rule.pattern }),
  ...(rule.help && { patternHelp: rule.help }),
  ...(rule.longest && { longest: rule.longest }),
  ...(rule.filled && { filled: true }),
});
export const integer = (min?: number, max?: number): Schema<number> => ({ is: 'integer', ...bounds(min, max) });
/** One of some whole numbers. */
export const integerOf = <const V extends readonly number[]>(...values: V): Schema<V[number]> => ({
  is: 'integer',
  values,
});
export const number = (min?: number, max?: number): Schema<number> => ({ is: 'number', ...bounds(min, max) });
export const boolean = (): Schema<boolean> => ({ is: 'boolean' });
/** Go's duration syntax (`1.5s`, `500ms`, `1h30m`), read as milliseconds. */
export const duration = (): Schema<number> => ({ is: 'duration' });
/** The same where `0s` is allowed and means something of its own. */
export const durationOrZero = (): Schema<number> => ({ is: 'duration', zero: true });
/** The syntax of the Gateway API: whole numbers with h, m, s or ms, at most four of them; `0s` is allowed. */
export const wholeDuration = (): Schema<number> => ({ is: 'duration', zero: true, whole: true });
export const intOrString = (): Schema<number | string> => ({ is: 'int-or-string' });
export const oneOf = <const V extends readonly string[]>(...values: V): Schema<V[number]> => ({ is: 'enum', values });
export const list = <T>(item: Schema<T>, limits: ListLimits = {}): Schema<readonly T[]> => ({
  is: 'list',
  item,
  ...limits,
});
export const map = <T>(value: Schema<T>, limits: { most?: number } = {}): Schema<Readonly<Record<string, T>>> => ({
  is: 'map',
  value,
  ...limits,
});
/** Anything at all, kept as plain data. */
export const any = (): Schema<unknown> => ({ is: 'any' });

export const object = <const F extends Fields>(
  name: string,
  fields: F,
  exclusive: readonly (readonly (keyof F & string)[])[] = [],
): ObjectSchema & Phantom<Shape<F>> => ({ is: 'object', name, fields, exclusive });

export const required = <T>(schema: Schema<T>, doc: string, options: FieldOptions = {}): Field<T, true> => ({
  schema,
  required: true,
  doc,
  fidelity: 'exact',
  ...options,
});
export const optional = <T>(schema: Schema<T>, doc: string, options: FieldOptions = {}): Field<T, false> => ({
  schema,
  required: false,
  doc,
  fidelity: 'exact',
  ...options,
});

const bounds = (min?: number, max?: number) => ({
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
});
