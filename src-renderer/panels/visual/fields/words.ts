import type { Field, Schema } from '#core/schema/schema.ts';
import type { Tree } from '#core/text/tree.ts';
import type { Say } from '../../../words/words.ts';

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
export const shapeOf = (t: Say<'visual'>, schema: Schema): string => {
  switch (schema.is) {
    case 'string':
      return schema.patternHelp ?? '';
    case 'integer':
    case 'number': {
      const { min, max } = schema;
      const what = t(`shape.${schema.is}`);
      if (min !== undefined && max !== undefined) return t('shape.fromTo', { what, min, max });
      if (min !== undefined) return t('shape.orMore', { what, min });
      return max !== undefined ? t('shape.orLess', { what, max }) : what;
    }
    case 'duration':
      return schema.whole === true ? t('shape.wholeDuration') : t('shape.duration');
    case 'int-or-string':
      return t('shape.intOrString');
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
