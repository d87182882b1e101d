import { useState } from 'react';
import { useSlice } from '../../state/stores-context.ts';
import { Empty } from '../../ui/empty.tsx';
import { EditorIcon } from '../../ui/icons.tsx';
import { CodeView } from './code-view.tsx';
import { DeleteFile } from './delete-file.tsx';
import { FileTabs } from './file-tabs.tsx';
import { NewFile } from './new-file.tsx';
import { Notices } from './notices.tsx';
import { ProblemList } from './problem-list.tsx';
import './editor.css';
import './popups.css';

/** The files of the workspace, their text, and what is wrong with it. */
export const EditorPanel = () => {
  const empty = useSlice('files', (state) => state.loaded && state.files.length === 0);
  const [naming, setNaming] = useState(false);
  const [deleting, setDeleting] = useState<string>();
  return (
    <section className="panel editor" aria-label="Editor">
      <FileTabs onNew={() => setNaming(true)} onDelete={setDeleting} />
      {naming && <NewFile onDone={() => setNaming(false)} />}
      {deleting !== undefined && <DeleteFile key={deleting} file={deleting} onDone={() => setDeleting(undefined)} />}
      <Notices />
      {empty ? (
        <Empty icon={<EditorIcon size={32} />} title="No files yet">
          <p>Make one with “new file”: it can start with a Gateway and a VirtualService that already answer.</p>
        </Empty>
      ) : (
        <CodeView />
      )}
      <ProblemList />
    </section>
  );
};
