import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Wire } from '#contract/contract.ts';
import type { OpenWorkspace, Workspaces } from '#contract/workspaces.ts';
import type { Failure } from '#core/failure.ts';
import type { Words } from '../words/words.ts';
import type { FilesState } from './files.ts';
import { unreachableIn } from './unreachable.ts';

export type WorkspacesState = {
  /** What there is to open; undefined until somebody asked. */
  readonly known: Workspaces | undefined;
  /** The start page: wanted, or left though nothing is open. */
  readonly page: 'wanted' | 'left' | undefined;
  /** What is being opened, by its title. */
  readonly opening: string | undefined;
  readonly failure: Failure | undefined;
};

export type WorkspacesStore = StoreApi<WorkspacesState> & {
  /** Reads what there is to open anew. Never rejects. */
  readonly read: () => Promise<void>;
  /** Opens it; this window then begins anew by itself. Resolves whether that was done. Never rejects. */
  readonly open: (what: OpenWorkspace, title: string) => Promise<boolean>;
  readonly forget: (paths: readonly string[]) => Promise<void>;
  readonly showPage: () => void;
  readonly leavePage: () => void;
  readonly dismissFailure: () => void;
  /** Where a file lies that was dropped on the window; undefined where only the system knows that, as in a browser. */
  readonly pathOf: (file: File) => string | undefined;
};

export const createWorkspacesStore = (
  wire: Pick<Wire, 'call'>,
  words: Words,
  pathOf: WorkspacesStore['pathOf'] = () => undefined,
): WorkspacesStore => {
  const store = createStore<WorkspacesState>(() => ({
    known: undefined,
    page: undefined,
    opening: undefined,
    failure: undefined,
  }));
  const read = async (): Promise<void> => {
    const known = await wire.call('workspaces.list', null).catch(() => undefined); // the wire is lost: read again on `open`
    if (known !== undefined) store.setState({ known });
  };
  return {
    ...store,
    read,
    open: async (what, title) => {
      if (store.getState().opening !== undefined) return false;
      store.setState({ opening: title, failure: undefined });
      const done = await wire.call('workspaces.open', what).catch(unreachableIn(words));
      // The page is where the reason is read, also by whoever asked by a command.
      store.setState({ opening: undefined, ...(!done.ok && { failure: done.failure, page: 'wanted' as const }) });
      // What is open already is looked at.
      if (done.ok && done.value.opened) store.setState({ page: 'left' });
      return done.ok && done.value.opened;
    },
    forget: async (paths) => {
      await wire.call('workspaces.forget', { paths }).catch(() => null); // it is asked for again by whoever still sees it
      await read();
    },
    showPage: () => {
      store.setState({ page: 'wanted', failure: undefined });
      void read();
    },
    leavePage: () => store.setState({ page: 'left' }),
    dismissFailure: () => store.setState({ failure: undefined }),
    pathOf,
  };
};

/** Whether the window shows its start page: where somebody wants it, or nothing is open and nobody has left it. */
export const showsStartPage = (page: WorkspacesState['page'], { loaded, workspace }: FilesState): boolean =>
  page === 'wanted' || (page === undefined && loaded && workspace === '');
