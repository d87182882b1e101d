import { createContext, useContext } from 'react';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import type { Path } from '#core/text/tree.ts';
import type { Change } from '#core/visual/change.ts';
import type { VisualDocument } from '#core/visual/document.ts';

/** The resource that a form shows, and what the parts of the form may do with it. */
export type Visual = {
  readonly file: string;
  readonly document: VisualDocument;
  /** False: the file cannot be written, or the document is not valid YAML. */
  readonly editable: boolean;
  /**
   * Changes the text of the file, at once and as one step of undo. `label` says what is done (`move rule 2 up`); steps with the same `join`
   * that follow each other closely are one. False: it could not be done safely; the panel says why.
   */
  readonly change: (label: string, changes: readonly Change[], join?: string) => boolean;
  /** The findings about the value at a path and what is below it, as far as the analysis has caught up. */
  readonly findingsAt: (path: Path, below?: boolean) => readonly Diagnostic[];
  /** Shows the place in the text; the focus stays in the form. */
  readonly reveal: (path: Path) => void;
  /** Says something to those who cannot see it (`rule 3 of 5`). */
  readonly announce: (words: string) => void;
};

export const VisualContext = createContext<Visual | undefined>(undefined);

export const useVisual = (): Visual => {
  const visual = useContext(VisualContext);
  if (visual === undefined) throw new Error('a form outside of the visual panel');
  return visual;
};
