import fc from 'fast-check';

export type Model = string | number | boolean | Model[] | { [key: string]: Model };
export const scalar = fc.oneof(
  fc.integer({ min: 0, max: 99 }),
  fc.boolean(),
  fc.constantFrom('on', 'x', 'a: b', '# no', '*', "it's", '', '1', 'long text, with a comma'),
);
/** Plain values as documents hold them. */
export const model = fc.letrec<{ any: Model; record: Model }>((tie) => ({
  any: fc.oneof({ maxDepth: 4 }, scalar, fc.array(tie('any'), { maxLength: 3 }), tie('record')),
  record: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'host', 'x-y'), tie('any'), { minKeys: 1, maxKeys: 4 }),
})).record;

/** Writes a model in a style of its own at every place, with comments. `roll`: from 0 to 1. */
export const written = (
  value: Model,
  indent: number,
  roll: () => number,
  flow: boolean,
  behindDash = false,
): string => {
  if (typeof value !== 'object')
    return typeof value === 'string'
      ? roll() < 0.5
        ? JSON.stringify(value)
        : `'${value.replaceAll("'", "''")}'`
      : String(value);
  const inline = flow || roll() < 0.25 || Object.keys(value).length === 0;
  const note = (): string => (roll() < 0.2 ? ` # n${Math.floor(roll() * 1000)}` : '');
  const above = (at: number): string =>
    (roll() < 0.2 ? `${' '.repeat(at)}# above ${Math.floor(roll() * 1000)}\n` : '') + (roll() < 0.1 ? '\n' : '');
  if (Array.isArray(value)) {
    if (inline) return `[${value.map((one) => written(one, 0, roll, true)).join(', ')}]`;
    // The first item stands on the line of the dash above, and the others in its column.
    const at = indent + (behindDash || roll() < 0.5 ? 0 : 2);
    return value
      .map((one) => {
        const inner = written(one, at + 2, roll, false, true);
        return `\n${above(at)}${' '.repeat(at)}- ${inner.startsWith('\n') ? inner.replace(/^\n(?:\s*#.*\n|\n)*\s*/, '') : inner}${inner.includes('\n') ? '' : note()}`;
      })
      .join('');
  }
  if (inline)
    return `{ ${Object.entries(value)
      .map(([key, one]) => `${key}: ${written(one, 0, roll, true)}`)
      .join(', ')} }`;
  return Object.entries(value)
    .map(([key, one]) => {
      const inner = written(one, indent + 2, roll, false);
      return `\n${above(indent)}${' '.repeat(indent)}${key}:${inner.startsWith('\n') ? `${note()}${inner}` : ` ${inner}${note()}`}`;
    })
    .join('');
};

/** Endless dice for `written`. */
export const dice = () => fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }));
