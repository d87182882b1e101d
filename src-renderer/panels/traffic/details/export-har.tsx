import { useState } from 'react';
import { Checkbox, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { fetchHar } from '../../../state/har.ts';
import { useStores } from '../../../state/stores-context.ts';
import { Button } from '../../../ui/button.tsx';
import { CheckIcon } from '../../../ui/icons.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { useWords } from '../../../words/words.ts';
import './details.css';
import { saveFile } from '../../../ui/save-file.ts';

type ExportHarProps = {
  /** Of the exchanges that go into the file; undefined: all that are kept. Asked when somebody saves. */
  readonly ids: () => Promise<readonly number[] | undefined>;
  readonly onDone: () => void;
};

/** Asks whether secrets go along, and saves a HAR file. */
export const ExportHar = ({ ids, onDone }: ExportHarProps) => {
  const stores = useStores();
  const t = useWords('exchange');
  const [reveal, setReveal] = useState(false);
  const [busy, setBusy] = useState(false);
  const [said, say] = useState<{ readonly tone: 'info' | 'warn' | 'error'; readonly words: string }>();
  const save = async () => {
    setBusy(true);
    const result = await fetchHar(stores, await ids(), reveal);
    setBusy(false);
    if (!result.ok) return say({ tone: 'error', words: result.failure.message });
    const { text, entries, left, full } = result.value;
    saveFile('traffic.har', text, 'application/json');
    if (left === 0) return onDone();
    say({ tone: 'warn', words: t(full ? 'har.full' : 'har.left', { count: left, entries }) });
  };
  return (
    <ModalOverlay className="har-overlay" isOpen isDismissable onOpenChange={(open) => !open && onDone()}>
      <Modal>
        <Dialog className="har-dialog">
          <Heading slot="title">{t('har.title')}</Heading>
          <p>{t('har.about')}</p>
          <Checkbox className="check" isSelected={reveal} onChange={setReveal}>
            <span className="box">{reveal && <CheckIcon size={12} />}</span>
            {t('har.reveal')}
          </Checkbox>
          <p className={reveal ? 'cut' : 'muted'}>{t(reveal ? 'har.revealed' : 'har.masked')}</p>
          {said !== undefined && <Notice tone={said.tone}>{said.words}</Notice>}
          <div className="buttons">
            <Button look="primary" disabled={busy} onPress={() => void save()}>
              {t(busy ? 'har.busy' : 'har.save')}
            </Button>
            <Button onPress={onDone}>{t('har.cancel')}</Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
};
