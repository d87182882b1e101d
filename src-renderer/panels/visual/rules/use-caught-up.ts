import { useMemo } from 'react';
import { useSlice } from '../../../state/stores-context.ts';
import { useVisual } from '../visual-context.ts';

/** Whether the analysis is of the text that the form shows: findings then, and with `table` the route table too. */
export const useCaughtUp = (): { readonly findings: boolean; readonly table: boolean } => {
  const { file, document } = useVisual();
  const { start, text } = document;
  const analysed = useSlice('draft', ({ texts }) => texts.get(file));
  const findings = useMemo(() => analysed?.startsWith(text, start) ?? false, [analysed, text, start]);
  const behind = useSlice('draft', (state) => state.behind);
  return { findings, table: findings && !behind };
};
