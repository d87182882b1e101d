import type { ScalarTree } from './tree.ts';

/** Text that YAML 1.2's core schema may take for something else, but that is rare enough to leave to the library. */
const unusual = /^(?:0[ox]|[-+]?\.|[-+](?!\d)|\+|~)|^[-+]?\d[\d.]*[eE]|^[-+]?\d+\.$/;

/** A scalar without quotes by YAML 1.2's core schema; undefined where the library must decide. */
export const resolvePlain = (source: string, start: number): ScalarTree | undefined => {
  if (source === '' || !/^[\p{L}0-9_/.^$(+~=;<\\-]/u.test(source) || unusual.test(source)) return undefined;
  return { is: 'scalar', value: plainValue(source), source, range: [start, start + source.length] };
};

const plainValue = (source: string): ScalarTree['value'] => {
  switch (source) {
    case 'true':
    case 'True':
    case 'TRUE':
      return true;
    case 'false':
    case 'False':
    case 'FALSE':
      return false;
    case 'null':
    case 'Null':
    case 'NULL':
      return null;
    default:
      return /^-?\d+(?:\.\d+)?$/.test(source) ? Number(source) : source;
  }
};
