import { useMemo, useRef } from 'react';
import type { Path } from '#core/text/tree.ts';
import { useSlice } from '../../../state/stores-context.ts';
import { useVisual } from '../visual-context.ts';
import { findRunning } from './running-rules.ts';
import { useCaughtUp } from './use-caught-up.ts';
import type { Items } from './use-items.ts';

const none: readonly string[] = [];

/**
 * By which keys the traffic of each rule is counted; none where the rule does not run as it is written here. While the analysis is behind,
 * a rule whose text is the same keeps its keys.
 */
export const useRunning = (path: Path, { sources }: Items): ((index: number) => readonly string[]) => {
  const { document } = useVisual();
  const { table: isNew } = useCaughtUp();
  const draft = useSlice('draft', ({ table }) => table);
  const running = useSlice('running', ({ table }) => table);
  const at = JSON.stringify(path);
  const find = useMemo(
    () => (isNew && draft && running ? findRunning(draft, running, document, JSON.parse(at) as Path) : undefined),
    [isNew, draft, running, document, at],
  );
  const kept = useRef(new Map<string, readonly string[]>());
  const keptFor = useRef(running);
  if (keptFor.current !== running) {
    keptFor.current = running;
    kept.current = new Map();
  }
  return (index) => {
    const source = sources[index] ?? '';
    if (!find) return kept.current.get(source) ?? none;
    const keys = find(index) ?? none;
    kept.current.set(source, keys);
    return keys;
  };
};
