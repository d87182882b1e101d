import { mergeLabel } from '../../state/files.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';

const noResources: readonly { readonly resource: string; readonly file: string }[] = [];

/** What the user should know about the open file and the workspace before typing on. */
export const Notices = ({ onMerge }: { readonly onMerge: (file: string) => void }) => {
  const { files, navigation } = useStores();
  const current = useSlice('navigation', (state) => state.file);
  const one = useSlice('files', (state) => state.files.find(({ file }) => file === current));
  const failures = useSlice('files', (state) => state.failures);
  const waits = useSlice(
    'running',
    ({ running }) => running?.applyOn === 'review' && current !== undefined && running.waiting.includes(current),
  );
  const mergedErrors = useSlice('draft', ({ diagnostics }) =>
    one?.merged === true
      ? diagnostics.filter(({ severity, place }) => severity === 'error' && place.file === current).length
      : 0,
  );
  const heldBack = useSlice('running', (state) => state.running?.heldBack ?? noResources);
  return (
    <>
      {failures.map(({ code, message }) => (
        <Notice key={`${code} ${message}`} tone="error">
          {message}
        </Notice>
      ))}
      {heldBack.length > 0 && (
        <Notice tone="warn">
          The last good version of {listed(heldBack.map(({ resource, file }) => `${resource} (${file})`))} is still
          served, because the saved one has errors.
        </Notice>
      )}
      {one?.conflict !== undefined && (
        <Notice
          tone="warn"
          actions={
            <>
              {one.conflict === 'changed' && (
                <Button look="primary" onPress={() => onMerge(one.file)}>
                  Merge …
                </Button>
              )}
              <Button onPress={() => files.keepMine(one.file)}>Keep mine</Button>
              <Button onPress={() => files.revert(one.file)}>
                {one.conflict === 'removed' ? 'Let it go' : 'Take theirs'}
              </Button>
            </>
          }
        >
          {one.conflict === 'removed'
            ? `“${one.file}” was removed on disk while you changed it here.`
            : `“${one.file}” was changed on disk while you changed it here, in the same lines.`}
        </Notice>
      )}
      {one?.merged === true && one.conflict === undefined && (
        <Notice
          tone={mergedErrors > 0 ? 'warn' : 'info'}
          actions={
            <>
              {files.history(one.file).undo === mergeLabel(files.words) && (
                <Button onPress={() => files.undo(one.file)}>Undo</Button>
              )}
              <Button look="quiet" onPress={() => files.seeMerged(one.file)}>
                Close
              </Button>
            </>
          }
        >
          “{one.file}” was merged with the change on disk. It is not saved.
          {mergedErrors > 0 &&
            ` No line was changed on both sides, but together they ${mergedErrors === 1 ? 'have an error' : `have ${mergedErrors} errors`}: look at the problems before you save.`}
        </Notice>
      )}
      {waits && (
        <Notice tone="info" actions={<Button onPress={() => navigation.openPanel('review')}>Review</Button>}>
          Saved, not applied yet: what answers is the text from before. Review it.
        </Notice>
      )}
      {one?.failure !== undefined && one.conflict === undefined && <Notice tone="error">{one.failure.message}</Notice>}
      {one?.disk?.writable === false && (
        <Notice tone="info">“{one.file}” cannot be written: it can be read here, not changed.</Notice>
      )}
    </>
  );
};

const listed = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
