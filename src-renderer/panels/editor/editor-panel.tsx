import { useState } from 'react';
import { formatFile } from '../../state/format-file.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { EditorIcon } from '../../ui/icons.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useWords } from '../../words/words.ts';
import { CodeView } from './code-view.tsx';
import { DeleteFile } from './delete-file.tsx';
import { FileTabs } from './file-tabs.tsx';
import { FoundPlaces } from './found-places.tsx';
import { MergeView } from './merge-view.tsx';
import { NewFile } from './new-file.tsx';
import { Notices } from './notices.tsx';
import { OutlineBar } from './outline-bar.tsx';
import { ProblemList } from './problem-list.tsx';
import './editor.css';
import './popups.css';
import './problems.css';

/** The files of the workspace, their text, and what is wrong with it. */
export const EditorPanel = () => {
  const empty = useSlice('files', (state) => state.loaded && state.files.length === 0);
  const finding = useSlice('navigation', (state) => state.found !== undefined);
  const stores = useStores();
  const t = useWords('editor');
  const more = useWords('welcome');
  const refusal = useSlice('flow', (state) => state.refusal);
  const [naming, setNaming] = useState(false);
  const [deleting, setDeleting] = useState<string>();
  const [merging, setMerging] = useState<string>();
  const current = useSlice('navigation', (state) => state.file);
  const conflict = useSlice('files', (state) =>
    state.files.find(({ file, conflict: is }) => file === merging && file === current && is === 'changed'),
  );
  return (
    <section className="panel editor" aria-label={t('label')} data-part="editor">
      <FileTabs
        onNew={() => setNaming(true)}
        onDelete={setDeleting}
        onFormat={(file) => void formatFile(stores, file).then(stores.flow.refuse)}
      />
      {naming && <NewFile onDone={() => setNaming(false)} />}
      {deleting !== undefined && <DeleteFile key={deleting} file={deleting} onDone={() => setDeleting(undefined)} />}
      {refusal !== undefined && (
        <Notice
          tone="warn"
          actions={
            <Button look="quiet" onPress={() => stores.flow.refuse()}>
              {t('close')}
            </Button>
          }
        >
          {refusal}
        </Notice>
      )}
      <Notices onMerge={setMerging} />
      {conflict !== undefined && <MergeView key={conflict.file} one={conflict} onDone={() => setMerging(undefined)} />}
      {empty ? (
        <Empty icon={<EditorIcon size={32} />} title={t('none.title')}>
          <p>{t('none.text')}</p>
          <span className="empty-actions">
            <Button look="primary" onPress={() => setNaming(true)}>
              {more('empty.newFile')}
            </Button>
            <Button onPress={stores.workspaces.showPage}>{more('empty.open')}</Button>
          </span>
        </Empty>
      ) : (
        <>
          <OutlineBar />
          <CodeView />
        </>
      )}
      {finding ? <FoundPlaces /> : <ProblemList />}
    </section>
  );
};
