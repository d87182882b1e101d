import type { EditorState } from '@codemirror/state';
import type { Stores } from '../../state/stores.ts';
import type { Say } from '../../words/words.ts';

/** What the parts of the editor know of the window: the file they are in, its text as it would be saved, the stores, and how it speaks. */
export type EditorLink = {
  readonly file: string;
  readonly stores: Pick<Stores, 'files' | 'draft' | 'language' | 'navigation'>;
  readonly t: Say<'editor'>;
  readonly textOf: (state: EditorState) => string;
};
