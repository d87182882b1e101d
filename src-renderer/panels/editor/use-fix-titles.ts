import { useEffect, useState } from 'react';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import { useStores } from '../../state/stores-context.ts';
import { createInlineFixes } from './inline-fixes.ts';

/** Nobody presses a button in the list while typing: the fixes are asked for when the analysis has rested so long. In milliseconds. */
const rest = 250;

/** The preferred fix of each of these problems by its title, as soon as it is known. */
export const useFixTitles = (diagnostics: readonly Diagnostic[]): ((diagnostic: Diagnostic) => string | undefined) => {
  const { language } = useStores();
  const [known] = useState(() => createInlineFixes(language.fixes));
  const [, drawAgain] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => void known.refresh(diagnostics, () => drawAgain((times) => times + 1)), rest);
    return () => clearTimeout(timer);
  }, [diagnostics, known]);
  return known.titleOf;
};
