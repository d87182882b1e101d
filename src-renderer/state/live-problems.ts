import { useDeferredValue, useMemo } from 'react';
import type { RunningState } from '#contract/contract.ts';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import { problemKey } from './problems.ts';
import { useSlice } from './stores-context.ts';

/**
 * What only the running gateway knows of the documents: ports that it could not open, certificates, bindings that lead back to it. Only
 * of files whose text is the one that runs: in another text their lines would be somebody else's.
 */
export const liveProblems = (running: RunningState | undefined, unsaved: readonly string[]): readonly Diagnostic[] => {
  const found = running?.gateway.diagnostics ?? none;
  if (running === undefined || found.length === 0) return none;
  const others = new Set([...running.waiting, ...unsaved]);
  return found.filter(({ place }) => !others.has(place.file));
};

/** What is wrong with the text on disk, which may be compared with what `useProblems` gives: nothing of the gateway that is kept back there. */
export const diskProblems = (running: RunningState | undefined, unsaved: readonly string[]): readonly Diagnostic[] => {
  if (running === undefined) return none;
  const { diagnostics, gateway } = running;
  if (gateway.diagnostics === undefined) return diagnostics;
  const shown = new Set(liveProblems(running, unsaved).map(problemKey));
  const hidden = new Set(gateway.diagnostics.map(problemKey).filter((key) => !shown.has(key)));
  return hidden.size === 0 ? diagnostics : diagnostics.filter((one) => !hidden.has(problemKey(one)));
};

/** The files that have a draft. Changes with them, and not with every key. */
export const useUnsaved = (): readonly string[] => {
  const names = useSlice('files', ({ files }) =>
    files.flatMap(({ file, draft }) => (draft === undefined ? [] : file)).join('\n'),
  );
  return useMemo(() => (names === '' ? [] : names.split('\n')), [names]);
};

/** Everything that is wrong: what the drafts' own build finds, and what only the running gateway knows. */
export const useProblems = (): readonly Diagnostic[] => {
  const drafts = useSlice('draft', (state) => state.diagnostics);
  const running = useSlice('running', (state) => state.running);
  const unsaved = useUnsaved();
  const live = useMemo(() => liveProblems(running, unsaved), [running, unsaved]);
  return useDeferredValue(useMemo(() => (live.length === 0 ? drafts : [...drafts, ...live]), [drafts, live]));
};

const none: readonly Diagnostic[] = [];
