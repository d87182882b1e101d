import type { HeaderLines } from '../route/facts.ts';
import type { HeaderOperations } from '../route/table.ts';
import { expandOperators, type OperatorValue } from './operators.ts';

/**
 * The header lines after one header parser, or several one after another, in a new list (reference 5.4): removals first, then every
 * value is evaluated against what is left, then `set`s overwrite and `add`s append a line. A value that comes out empty changes nothing.
 * Without operations the same list is given back. Values go in as they stand: whoever writes them to a wire turns the table's text into
 * bytes first, because what operators bring along are bytes already.
 */
export const applyHeaderOperations = (
  lines: HeaderLines,
  operations: HeaderOperations | readonly HeaderOperations[],
  evaluate: OperatorValue,
): HeaderLines => {
  if (isList(operations)) {
    let result = lines;
    for (const one of operations) result = applyOne(result, one, evaluate);
    return result;
  }
  return applyOne(lines, operations, evaluate);
};

/** `Array.isArray` does not narrow readonly arrays. */
const isList = (o: HeaderOperations | readonly HeaderOperations[]): o is readonly HeaderOperations[] =>
  Array.isArray(o);

const applyOne = (lines: HeaderLines, { remove, set, add }: HeaderOperations, evaluate: OperatorValue): HeaderLines => {
  if (remove.length === 0 && set.length === 0 && add.length === 0) return lines;
  const result: string[] = [];
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const name = lines[i] as string;
    if (!remove.includes(name.toLowerCase())) result.push(name, lines[i + 1] as string);
  }
  const left: HeaderLines = [...result];
  const values = (pairs: HeaderOperations['set']) =>
    pairs.map(([name, value]) => [name, expandOperators(value, evaluate, left)] as const).filter(([, v]) => v !== '');
  const sets = values(set);
  const adds = values(add);
  for (const [name, value] of sets) overwrite(result, name, value);
  for (const [name, value] of adds) result.push(name, value);
  return result;
};

/** Keeps the place of the first line of that name, so that a reader finds it where it was. */
const overwrite = (lines: string[], name: string, value: string): void => {
  let written = false;
  for (let i = 0; i + 1 < lines.length; ) {
    if ((lines[i] as string).toLowerCase() !== name) i += 2;
    else if (written) lines.splice(i, 2);
    else {
      lines[i] = name;
      lines[i + 1] = value;
      written = true;
      i += 2;
    }
  }
  if (!written) lines.push(name, value);
};

/** Operations in words, in the order in which they take effect: `set request header "x-env" to "local"`. */
export const explainHeaderOperations = (
  operations: readonly HeaderOperations[],
  side: 'request' | 'response',
): readonly string[] =>
  operations.flatMap(({ remove, set, add }) => [
    ...remove.map((name) => `remove ${side} header "${name}"`),
    ...set.map(([name, value]) => `set ${side} header "${name}" to "${value}"`),
    ...add.map(([name, value]) => `add ${side} header "${name}" with "${value}"`),
  ]);
