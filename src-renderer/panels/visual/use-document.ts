import { useEffect, useMemo, useRef } from 'react';
import { resourceAtOffset, type VisualDocument } from '#core/visual/document.ts';
import type { Shown } from './use-shown.ts';

/** The resource to show, and, while its text is no YAML, the last form that could be read. */
export type Present = { readonly document: VisualDocument; readonly broken?: { readonly message: string } };

/**
 * The resource at the cursor. A text that cannot be read any more keeps the form it had (same file, same document), which then must not be
 * changed. Its identity is kept while nothing of it changes.
 */
export const useDocument = (shown: Shown | undefined): Present | undefined => {
  const last = useRef<VisualDocument>(undefined);
  const good = useRef<{ readonly file: string; readonly document: VisualDocument }>(undefined);
  const document = useMemo(() => {
    if (shown === undefined) return undefined;
    const now = resourceAtOffset(shown.text, shown.offset);
    const before = last.current;
    if (now && before && isSame(before, now)) return before;
    return now;
  }, [shown]);
  useEffect(() => {
    last.current = document;
    if (shown && document?.tree && document.problem === undefined) good.current = { file: shown.file, document };
  }, [shown, document]);
  const file = shown?.file;
  // The same answer while nothing of it changes, so that whoever types beside the form does not have it drawn for each key.
  return useMemo(() => {
    if (document === undefined || file === undefined) return undefined;
    if (document.problem === undefined) return { document };
    const kept = good.current;
    const isIt = kept?.file === file && kept.document.index === document.index;
    return { document: isIt ? kept.document : document, broken: { message: document.problem } };
  }, [document, file]);
};

const isSame = (a: VisualDocument, b: VisualDocument): boolean =>
  a.index === b.index && a.start === b.start && a.text === b.text && a.root.join() === b.root.join();
