import type { Field, Schema } from '#core/schema/schema.ts';
import type { Tree } from '#core/text/tree.ts';

/** Whether a value of this schema is one control: not an object, a list or a map. */
export const isSingle = ({ is }: Schema): boolean => is !== 'object' && is !== 'list' && is !== 'map';

/** `server` of `servers`, `match` of `match`: what one item of a list is called. */
export const itemName = (name: string): string =>
  /ies$/.test(name)
    ? `${name.slice(0, -3)}y`
    : /(ss|us)$/.test(name) || !/s$/.test(name)
      ? name
      : /(ch|sh|x)es$/.test(name)
        ? name.slice(0, -2)
        : name.slice(0, -1);

/** What a single value looks like, as help under its field; empty where its control says it all. */
export const shapeOf = (schema: Schema): string => {
  switch (schema.is) {
    case 'string':
      return schema.patternHelp ?? '';
    case 'integer':
    case 'number': {
      const { min, max } = schema;
      const what = schema.is === 'integer' ? 'a whole number' : 'a number';
      if (min !== undefined && max !== undefined) return `${what} from ${min} to ${max}`;
      return min !== undefined ? `${what}, ${min} or more` : max !== undefined ? `${what}, ${max} or less` : what;
    }
    case 'duration':
      return schema.whole === true
        ? 'whole numbers with h, m, s or ms, such as 1m30s or 500ms'
        : 'a time with its unit, such as 1.5s, 500ms or 1h30m';
    case 'int-or-string':
      return 'a number or a name';
    default:
      return '';
  }
};

/** What is read aloud about a control, where eyes find it at the lower edge. */
export const describe = ({ field }: { readonly field?: Field }, shape = ''): string | undefined =>
  [field?.doc ?? '', shape].filter((part) => part !== '').join(' ') || undefined;

/** A single value as it is written, without quotes; empty where nothing is. */
export const writtenIn = (tree: Tree | undefined): string =>
  tree?.is !== 'scalar' || tree.value === null ? '' : typeof tree.value === 'string' ? tree.value : tree.source;
