import { mergeLabel } from '../../state/files.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { type Say, useWords } from '../../words/words.ts';

const noResources: readonly { readonly resource: string; readonly file: string }[] = [];

/** What the user should know about the open file and the workspace before typing on. */
export const Notices = ({ onMerge }: { readonly onMerge: (file: string) => void }) => {
  const { files, navigation } = useStores();
  const t = useWords('editor');
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
          <span lang="en">{message}</span>
        </Notice>
      ))}
      {heldBack.length > 0 && (
        <Notice tone="warn">
          {t('notice.heldBack', {
            names: listed(
              t,
              heldBack.map(({ resource, file }) => t('notice.named', { resource, file })),
            ),
          })}
        </Notice>
      )}
      {one?.conflict !== undefined && (
        <Notice
          tone="warn"
          actions={
            <>
              {one.conflict === 'changed' && (
                <Button look="primary" onPress={() => onMerge(one.file)}>
                  {t('notice.merge')}
                </Button>
              )}
              <Button onPress={() => files.keepMine(one.file)}>{t('notice.keepMine')}</Button>
              <Button onPress={() => files.revert(one.file)}>
                {one.conflict === 'removed' ? t('notice.letGo') : t('notice.takeTheirs')}
              </Button>
            </>
          }
        >
          {one.conflict === 'removed'
            ? t('notice.removed', { file: one.file })
            : t('notice.changed', { file: one.file })}
        </Notice>
      )}
      {one?.merged === true && one.conflict === undefined && (
        <Notice
          tone={mergedErrors > 0 ? 'warn' : 'info'}
          actions={
            <>
              {files.history(one.file).undo === mergeLabel(files.words) && (
                <Button onPress={() => files.undo(one.file)}>{t('notice.undo')}</Button>
              )}
              <Button look="quiet" onPress={() => files.seeMerged(one.file)}>
                {t('close')}
              </Button>
            </>
          }
        >
          {t('notice.merged', { file: one.file })}
          {mergedErrors > 0 && ` ${t('notice.mergedErrors', { count: mergedErrors })}`}
        </Notice>
      )}
      {waits && (
        <Notice
          tone="info"
          actions={<Button onPress={() => navigation.openPanel('review')}>{t('notice.review')}</Button>}
        >
          {t('notice.waits')}
        </Notice>
      )}
      {one?.failure !== undefined && one.conflict === undefined && <Notice tone="error">{one.failure.message}</Notice>}
      {one?.disk?.writable === false && <Notice tone="info">{t('notice.readOnly', { file: one.file })}</Notice>}
    </>
  );
};

const listed = (t: Say<'editor'>, names: readonly string[]): string => {
  const first = names.slice(0, 3).join(t('notice.comma'));
  return names.length <= 3 ? first : t('notice.more', { names: first, count: names.length - 3 });
};
