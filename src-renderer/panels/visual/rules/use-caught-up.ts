import { useSlice } from '../../../state/stores-context.ts';
import { useVisual } from '../visual-context.ts';

/** Whether the analysis is of the text that the form shows: findings then, and with `table` the route table too. */
export const useCaughtUp = (): { readonly findings: boolean; readonly table: boolean } => {
  const { file, document } = useVisual();
  const { start, text } = document;
  const findings = useSlice('draft', ({ texts }) => texts.get(file)?.startsWith(text, start) ?? false);
  const behind = useSlice('draft', (state) => state.behind);
  return { findings, table: findings && !behind };
};
