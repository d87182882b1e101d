import { isScalar, parseDocument, Scalar, stringify } from 'yaml';
import type { Path } from '../text/tree.ts';
import { editDocument } from './edit-document.ts';

/**
 * The text of one document with the value at `path` set. Where a scalar is there, only its characters change, in the quotes it had;
 * where nothing is there, the key is added and the document written anew with its comments.
 * Undefined where the text is not YAML or the path leads through something that is no map or list.
 */
export const setScalar = (text: string, path: Path, value: string | number | boolean): string | undefined => {
  const document = parseDocument(text, { uniqueKeys: false, logLevel: 'silent' });
  if (document.errors.length > 0) return undefined;
  const old = document.getIn(path, true);
  const isBlock = isScalar(old) && (old.type === Scalar.BLOCK_LITERAL || old.type === Scalar.BLOCK_FOLDED);
  if (isScalar(old) && old.range && !isBlock && !old.anchor) {
    const next = new Scalar(value);
    if (typeof value === 'string' && old.type !== undefined) next.type = old.type;
    const [start, end] = old.range;
    const written = stringify(next, { lineWidth: 0 }).trimEnd();
    // An empty value (`key:`) has no room of its own.
    const gap = start === end && /\S/.test(text.charAt(start - 1)) ? ' ' : '';
    return `${text.slice(0, start)}${gap}${written}${text.slice(end)}`;
  }
  try {
    return editDocument(text, (edited) => edited.setIn(path, value));
  } catch {
    // The library throws where a parent on the path is a scalar: there is no such place.
    return undefined;
  }
};
