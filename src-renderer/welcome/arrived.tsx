import { useEffect, useState } from 'react';
import { useSlice, useStores } from '../state/stores-context.ts';
import { TryBar } from '../tour/try-bar.tsx';
import { useWords } from '../words/words.ts';
import { titleOfSample, wordsOfSample } from './sample-words.ts';

/** Says that another workspace is open, and what to try where it is a sample. */
export const Arrived = () => {
  const { words } = useStores();
  const t = useWords('welcome');
  const given = useSlice('files', (state) => state.title);
  const name = useSlice('workspaces', (state) => state.known?.sample);
  const sample = useSlice('workspaces', (state) =>
    state.known?.samples.find((one) => one.name === state.known?.sample),
  );
  const title = name === undefined ? given : titleOfSample(words, name, given);
  const [said, setSaid] = useState('');
  // The button that opened it is gone with its page: whoever came by keyboard goes on from the panel.
  useEffect(() => {
    const part = document.querySelector<HTMLElement>('[data-part="beside"]');
    if (document.activeElement === document.body) part?.focus();
  }, []);
  useEffect(() => {
    if (title === '') return;
    // A region that comes together with its words is not always read.
    const timer = setTimeout(() => setSaid(t('opened', { title })), 100);
    return () => clearTimeout(timer);
  }, [title, t]);
  return (
    <>
      <p className="hidden-visually" role="status">
        {said}
      </p>
      {sample !== undefined && <TryBar title={title} tries={wordsOfSample(words, sample).try} />}
    </>
  );
};
