import { useEffect, useMemo, useRef } from 'react';
import { guessIdentity } from '#core/text/guess-identity.ts';
import { chunksOf, resourceAtOffset, type VisualDocument } from '#core/visual/document.ts';
import type { Shown } from './use-shown.ts';

/** Why the text of a document cannot be read, and where it stands in the file. */
export type Broken = { readonly message: string; readonly from: number; readonly to: number };

/** The resource to show, and, while its text is no YAML, the last form that could be read. */
export type Present = { readonly document: VisualDocument; readonly broken?: Broken };

/** So many resources are remembered as they could be read last. */
const remembered = 50;

/**
 * The resource at the cursor. A text that cannot be read any more keeps the form it had, which then must not be changed; it is found again
 * by what the text still says about itself. Its identity is kept while nothing of it changes.
 */
export const useDocument = (shown: Shown | undefined): Present | undefined => {
  const last = useRef<VisualDocument>(undefined);
  const good = useRef(new Map<string, VisualDocument>());
  const document = useMemo(() => {
    if (shown === undefined) return undefined;
    const now = resourceAtOffset(shown.text, shown.offset);
    const before = last.current;
    if (now && before && isSame(before, now)) return before;
    return now;
  }, [shown]);
  useEffect(() => {
    last.current = document;
    if (shown === undefined || document?.tree === undefined || document.problem !== undefined) return;
    const key = keyOf(shown.file, document.text);
    good.current.delete(key);
    good.current.set(key, document);
    const [oldest] = good.current.keys();
    if (good.current.size > remembered && oldest !== undefined) good.current.delete(oldest);
  }, [shown, document]);
  const file = shown?.file;
  // What is no YAML is looked at anew with each text around it.
  const broken = document?.problem === undefined ? undefined : shown?.text;
  // The same answer while nothing of it changes, so that whoever types beside the form does not have it drawn for each key.
  return useMemo(() => {
    if (document === undefined || file === undefined) return undefined;
    if (document.problem === undefined || broken === undefined) return { document };
    const kept = good.current.get(keyOf(file, document.text));
    const length = chunksOf(broken)[document.index]?.text.length ?? document.text.length;
    return {
      // Elsewhere in the file something may have come or gone since.
      document: kept === undefined ? document : { ...kept, index: document.index },
      broken: { message: document.problem, from: document.start, to: document.start + length },
    };
  }, [document, file, broken]);
};

const isSame = (a: VisualDocument, b: VisualDocument): boolean =>
  a.index === b.index && a.start === b.start && a.text === b.text && a.root.join() === b.root.join();

const keyOf = (file: string, text: string): string => {
  const { kind, namespace, name } = guessIdentity(text);
  return JSON.stringify([file, kind, namespace, name]);
};
