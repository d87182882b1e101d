import { type ComponentType, createContext, useContext } from 'react';
import type { Path } from '#core/text/tree.ts';
import type { FieldUsage } from '#core/visual/field-usage.ts';
import type { Slot, Widget } from './widget.ts';

/** What the fields of one form share, beside the resource itself. */
export type Form = {
  /** Draws any value; `SlotForm` is what to use. */
  readonly Draw: ComponentType<{ readonly slot: Slot; readonly plain: boolean }>;
  /** Views for special values; those that fit come before plain forms. */
  readonly widgets: readonly Widget[];
  /** What has been typed and is not in the text yet: each is done before anything else changes, so that no path is out of date. */
  readonly pending: Set<() => void>;
  /** The field of this path gets the focus as soon as it is there. */
  readonly focusSoon: (path: Path) => void;
  /** Texts that fit at a path, from the workspace; empty where nothing is known. */
  readonly suggest: (path: Path) => Promise<readonly Suggestion[]>;
  /** Whether a value at this path names something of the workspace. */
  readonly isName: (path: Path) => boolean;
  /** Takes the focus to the place in the text. */
  readonly goTo: (path: Path) => void;
  /** How often the workspace writes each field in resources of this kind. */
  readonly usage: () => FieldUsage;
  /** The text of a value as it is written. */
  readonly sourceOf: (path: Path) => string;
};

export type Suggestion = { readonly value: string; readonly detail?: string };

export const FormContext = createContext<Form | undefined>(undefined);

/** The path of the value whose additions the line above it offers; empty where none does. */
export const AddedAbove = createContext('');

export const useForm = (): Form => {
  const form = useContext(FormContext);
  if (form === undefined) throw new Error('a field outside of a form');
  return form;
};

/** A path as an attribute, by which a field is found again. */
export const pathKey = (path: Path): string => JSON.stringify(path);
