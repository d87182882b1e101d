import { useEffect, useState } from 'react';
import { type Dropped, dropFiles } from '../state/drop-files.ts';
import { useStores } from '../state/stores-context.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { useWords } from '../words/words.ts';

/** Takes files that are dropped anywhere on the window, before the editor would put their text into a file, and says what became of them. */
export const DropZone = () => {
  const stores = useStores();
  const t = useWords('welcome');
  const [over, setOver] = useState(false);
  const [done, setDone] = useState<Dropped>();
  useEffect(() => {
    const drag = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      if (isForPart(event)) return setOver(false);
      event.stopPropagation();
      setOver(event.type !== 'dragleave' || event.relatedTarget !== null);
    };
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(false);
      if (isForPart(event)) return;
      event.stopPropagation();
      // The list is empty once the event is over.
      const items = [...(event.dataTransfer?.items ?? [])].flatMap((item) => {
        const file = item.kind === 'file' ? item.getAsFile() : null;
        return file === null ? [] : [{ file, folder: item.webkitGetAsEntry?.()?.isDirectory === true }];
      });
      void dropFiles(items, stores).then((result) => {
        setDone(result);
        const [first] = result.is === 'added' ? result.names : [];
        if (first !== undefined) {
          stores.workspaces.leavePage();
          stores.navigation.openFile(first);
        }
      });
    };
    const kinds = ['dragenter', 'dragover', 'dragleave'] as const;
    for (const kind of kinds) window.addEventListener(kind, drag, true);
    window.addEventListener('drop', drop, true);
    return () => {
      for (const kind of kinds) window.removeEventListener(kind, drag, true);
      window.removeEventListener('drop', drop, true);
    };
  }, [stores]);
  return (
    <>
      {over && (
        <div className="drop-here" aria-hidden="true">
          {t('drop.here')}
        </div>
      )}
      {done !== undefined && done.is !== 'opened' && (
        <Notice
          tone={done.is === 'added' && done.taken.length === 0 ? 'info' : 'warn'}
          actions={
            <Button look="quiet" onPress={() => setDone(undefined)}>
              {t('dismiss')}
            </Button>
          }
        >
          <WhatBecame done={done} />
        </Notice>
      )}
    </>
  );
};

const WhatBecame = ({ done }: { readonly done: Exclude<Dropped, { is: 'opened' }> }) => {
  const t = useWords('welcome');
  if (done.is === 'refused') return t(`drop.${done.why}`, { names: done.names.join(', ') });
  const { names, taken } = done;
  return [
    names.length > 0 && t('drop.added', { count: names.length, names: names.join(', ') }),
    taken.length > 0 && t('drop.taken', { names: taken.join(', ') }),
  ]
    .filter(Boolean)
    .join(' ');
};

const carriesFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') === true;

/** Whether a part of the window asks for a file itself just now. */
const isForPart = ({ target }: DragEvent): boolean =>
  target instanceof Element && target.closest('[data-takes-files]') !== null;
