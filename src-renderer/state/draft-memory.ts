import type { KeptDraft } from '#contract/contract.ts';

/** What the window's own storage must be able to do. */
export type Memory = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** The drafts that one window has left under a key; `owner` is the window, absent where it had no name. */
export type Remembered = { readonly key: string; readonly owner?: string; readonly drafts: readonly KeptDraft[] };

/** What windows have left at this place. An earlier window may have been of another version: anything odd is left out. */
export const readEntries = (memory: Memory | undefined, place: string): readonly Remembered[] => {
  try {
    const keys = Array.from({ length: memory?.length ?? 0 }, (_, at) => memory?.key(at) ?? '');
    return keys.flatMap((key): readonly Remembered[] => {
      const owner = key.startsWith(`${place} #`) ? key.slice(place.length + 2) : undefined;
      if (key !== place && owner === undefined) return [];
      return [{ key, drafts: entriesOf(memory?.getItem(key)), ...(owner !== undefined && { owner }) }];
    });
  } catch {
    return []; // storage may be forbidden
  }
};

export const forgetEntries = (memory: Memory | undefined, keys: readonly string[]): void => {
  try {
    for (const key of keys) memory?.removeItem(key);
  } catch {
    // As above.
  }
};

const entriesOf = (text: string | null | undefined): readonly KeptDraft[] => {
  try {
    const read: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(read) ? read.filter(isEntry) : [];
  } catch {
    return [];
  }
};

const isEntry = (one: unknown): one is KeptDraft =>
  typeof one === 'object' &&
  one !== null &&
  'file' in one &&
  typeof one.file === 'string' &&
  'draft' in one &&
  typeof one.draft === 'string' &&
  (!('base' in one) || typeof one.base === 'string') &&
  (!('baseText' in one) || typeof one.baseText === 'string');
