import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { useWords } from '../../../words/words.ts';
import { ExportHar } from './export-har.tsx';

/** Saves everything that main keeps of the traffic, whatever the filter shows. */
export const HarButton = () => {
  const t = useWords('exchange');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="quiet" onPress={() => setOpen(true)}>
        {t('har.all')}
      </Button>
      {open && <ExportHar ids={() => undefined} onDone={() => setOpen(false)} />}
    </>
  );
};
