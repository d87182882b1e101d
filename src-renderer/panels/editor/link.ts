import type { EditorState } from '@codemirror/state';
import type { Stores } from '../../state/stores.ts';

/** What the parts of the editor know of the window: the file they are in, its text as it would be saved, and the stores. */
export type EditorLink = {
  readonly file: string;
  readonly stores: Pick<Stores, 'files' | 'draft' | 'language' | 'navigation'>;
  readonly textOf: (state: EditorState) => string;
};
