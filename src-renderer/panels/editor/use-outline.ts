import { useEffect, useState } from 'react';
import type { OutlineEntry } from '#core/complete/answers.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';

/** An outline is looked at, not waited for: it follows when the analysis has rested so long. In milliseconds. */
const rest = 120;
const nothing: readonly OutlineEntry[] = [];

/** The outline of the file in the editor, of the text that was analysed last. */
export const useOutline = (): readonly OutlineEntry[] => {
  const { language } = useStores();
  const file = useSlice('navigation', (state) => state.file);
  const text = useSlice('draft', (state) => (file === undefined ? undefined : state.texts.get(file)));
  const [known, setKnown] = useState<{ readonly file: string; readonly entries: readonly OutlineEntry[] }>();
  useEffect(() => {
    if (file === undefined || text === undefined) return;
    let wanted = true;
    const timer = setTimeout(async () => {
      const entries = await language.outline(file).catch(() => undefined);
      if (wanted) setKnown({ file, entries: entries ?? nothing });
    }, rest);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [file, text, language]);
  return known?.file === file ? (known?.entries ?? nothing) : nothing;
};
