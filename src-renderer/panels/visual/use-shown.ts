import { startTransition, useEffect, useState } from 'react';
import { textOf } from '../../state/files.ts';
import { useSlice } from '../../state/stores-context.ts';
import type { Spot } from '../../state/walk-problems.ts';

/** Where the form looks: a file with its text, and an offset in it. */
export type Shown = Spot & { readonly text: string };

/** Whoever types in the text waits for no form: it follows when the keys rest. In milliseconds. */
const pause = 100;

/**
 * The text around the editor's cursor, a moment behind what is typed there. `show` puts in what the form itself has made of it, at once,
 * so that no second change is made of a text that is gone.
 */
export const useShown = (): { readonly shown: Shown | undefined; readonly show: (now: Shown) => void } => {
  const cursor = useSlice('navigation', (state) => state.cursor);
  const text = useSlice('files', ({ files }) => {
    const one = files.find(({ file }) => file === cursor?.file);
    return one && textOf(one);
  });
  const [shown, setShown] = useState<Shown>();
  const file = cursor?.file;
  const offset = cursor?.offset;
  useEffect(() => {
    if (file === undefined || offset === undefined || text === undefined) return setShown(undefined);
    const next = { file, offset, text };
    // Another file, or nothing yet: there is nobody to disturb.
    setShown((before) => (before?.file === file ? before : next));
    // A key that comes while the form is drawn goes first.
    const follow = () => startTransition(() => setShown((before) => (isSame(before, next) ? before : next)));
    const timer = setTimeout(follow, pause);
    return () => clearTimeout(timer);
  }, [file, offset, text]);
  return { shown, show: setShown };
};

const isSame = (a: Shown | undefined, b: Shown): boolean =>
  a?.file === b.file && a.offset === b.offset && a.text === b.text;
