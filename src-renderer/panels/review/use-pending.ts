import { useMemo } from 'react';
import { type PendingFile, pendingFiles } from '../../state/pending.ts';
import { useSlice } from '../../state/stores-context.ts';

const none: readonly string[] = [];

/** The files that applying would change. */
export const usePending = (): readonly PendingFile[] => {
  const files = useSlice('files', (state) => state.files);
  const waiting = useSlice('running', (state) => state.running?.waiting ?? none);
  const served = useSlice('review', (state) => state.served?.texts);
  return useMemo(() => pendingFiles(files, waiting, served), [files, waiting, served]);
};
