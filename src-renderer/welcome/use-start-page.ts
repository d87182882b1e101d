import { useSlice } from '../state/stores-context.ts';
import { showsStartPage } from '../state/workspaces.ts';

/** Whether the start page stands in place of the panels. */
export const useStartPage = (): boolean => {
  const page = useSlice('workspaces', (state) => state.page);
  const nothing = useSlice('files', (state) => showsStartPage(undefined, state));
  return page === 'wanted' || (page === undefined && nothing);
};
