import { useState } from 'react';
import { useSlice, useStores } from '../../../state/stores-context.ts';
import { Button } from '../../../ui/button.tsx';
import { useWords } from '../../../words/words.ts';
import { ExportHar } from './export-har.tsx';

/** Saves what the filter shows; without a filter everything that main keeps of the traffic, also what waits behind a pause. */
export const HarButton = () => {
  const { traffic } = useStores();
  const t = useWords('exchange');
  const [open, setOpen] = useState(false);
  const filtered = useSlice('traffic', (state) => state.filter.trim() !== '');
  const count = useSlice('traffic', (state) => (state.filter.trim() === '' ? 0 : state.matching));
  return (
    <>
      <Button look="quiet" disabled={filtered && count === 0} onPress={() => setOpen(true)}>
        {filtered ? t('har.some', { count }) : t('har.all')}
      </Button>
      {open && (
        <ExportHar ids={() => (filtered ? traffic.ids() : Promise.resolve(undefined))} onDone={() => setOpen(false)} />
      )}
    </>
  );
};
