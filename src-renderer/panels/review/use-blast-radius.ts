import { useEffect, useState } from 'react';
import { type Measured, measureBlastRadius } from '../../state/blast-radius.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';

export type Measuring = { readonly busy: boolean; readonly result?: Measured };

/** Whoever draws is let in between two pieces of the comparison. */
const rhythm = { pause: () => new Promise<void>((done) => setTimeout(done, 0)), now: () => performance.now() };

/** While requests pour in the comparison is made anew so often, in milliseconds; where it takes long, after four times as long as that. */
const often = 1_000;
const share = 4;

/** The comparison of the draft with what runs, over the newest requests that main remembers; anew when either changes. */
export const useBlastRadius = (): Measuring => {
  const { traffic, language, wire } = useStores();
  const running = useSlice('running', (state) => state.table);
  const draft = useSlice('draft', (state) => state.table);
  const behind = useSlice('draft', (state) => state.behind);
  const [measured, setMeasured] = useState<Measuring>({ busy: true });
  useEffect(() => {
    if (running === undefined || draft === undefined || behind) return;
    const signal = { aborted: false };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const measure = async () => {
      const { arrived, cleared } = traffic.getState();
      const recorded = await wire.call('traffic.list', { last: 5_000 }).catch(() => []);
      const begun = rhythm.now();
      const tests = (await language.tests().catch(() => undefined)) ?? [];
      const result = await measureBlastRadius({ running, draft }, recorded, tests, rhythm, signal);
      if (result === undefined) return;
      setMeasured({ busy: false, result });
      timer = setTimeout(() => void lookAgain(arrived + cleared), Math.max(often, share * (rhythm.now() - begun)));
    };
    const lookAgain = async (before: number) => {
      const { arrived, cleared } = traffic.getState();
      if (arrived + cleared !== before) return measure();
      timer = setTimeout(() => void lookAgain(before), often);
    };
    void measure();
    return () => {
      signal.aborted = true;
      clearTimeout(timer);
    };
  }, [running, draft, behind, traffic, language, wire]);
  return behind ? { ...measured, busy: true } : measured;
};
