import { useState } from 'react';
import type { PlacedNote } from '#core/convert/tests-of.ts';
import { textOf } from '../../state/files.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useWords } from '../../words/words.ts';
import { NoteList } from './note-list.tsx';

/** The files of istio-config-validator in the workspace: they run as they are, and can be imported. */
export const ValidatorFiles = ({ onDone }: { readonly onDone: (words: string) => void }) => {
  const stores = useStores();
  const t = useWords('tests');
  const found = useSlice('routeTests', (state) => state.validatorFiles);
  const notes = useSlice('routeTests', (state) => state.notes);
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const take = async (file: string) => {
    const one = stores.files.getState().files.find((each) => each.file === file);
    const imported = one && (await stores.routeTests.import(file, textOf(one)));
    setSeen((before) => new Set([...before, file]));
    if (imported) onDone(t('import.done', { count: imported.count, file: imported.file }));
  };
  const own = (file: string): readonly PlacedNote[] => notes.filter(({ place }) => place.file === file);
  return found
    .filter((file) => !seen.has(file))
    .map((file) => (
      <div key={file} className="validator-file">
        <Notice
          tone="info"
          actions={
            <>
              <Button onPress={() => void take(file)}>{t('action.importFile', { file })}</Button>
              <Button look="quiet" onPress={() => setSeen((before) => new Set([...before, file]))}>
                {t('action.dismiss')}
              </Button>
            </>
          }
        >
          {t('import.recognised', { file })}
        </Notice>
        <NoteList notes={own(file)} />
      </div>
    ));
};
