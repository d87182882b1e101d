import type { VisualDocument } from '#core/visual/document.ts';
import { type Foreign, foreignAt } from '#core/visual/field-slots.ts';
import type { Slot } from '../widget.ts';

/** Why a form shows this value without editing it; undefined where it can be edited, or nothing is written. */
export const foreignOf = ({ text, tree }: VisualDocument, { path, schema }: Slot): Foreign | undefined =>
  tree && foreignAt({ text, tree }, path, schema);
