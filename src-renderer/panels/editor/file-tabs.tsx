import { type KeyboardEvent, memo, useDeferredValue, useEffect, useMemo, useRef } from 'react';
import { isUnsaved } from '../../state/files.ts';
import { countByFile } from '../../state/problems.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { IconButton } from '../../ui/button.tsx';
import { FormatIcon, PlusIcon, RevertIcon, SaveIcon, TrashIcon } from '../../ui/icons.tsx';
import { useWords } from '../../words/words.ts';

type FileTabsProps = {
  readonly onNew: () => void;
  readonly onDelete: (file: string) => void;
  readonly onFormat: (file: string) => void;
};

/** One tab per file; a dot says that it is not saved, a ring that it is saved and not applied. Arrow keys move between them. */
export const FileTabs = ({ onNew, onDelete, onFormat }: FileTabsProps) => {
  const { files, navigation } = useStores();
  const t = useWords('editor');
  const open = useSlice('files', (state) => state.files);
  const current = useSlice('navigation', (state) => state.file);
  const waiting = useSlice('running', (state) => state.running?.waiting ?? nothing);
  const diagnostics = useDeferredValue(useSlice('draft', (state) => state.diagnostics));
  const counts = useMemo(() => countByFile(diagnostics), [diagnostics]);
  const active = open.find(({ file }) => file === current);
  const press = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = open[open.findIndex(({ file }) => file === current) + step];
    if (step === 0 || next === undefined) return;
    event.preventDefault();
    navigation.openFile(next.file);
  };
  return (
    <div className="editor-head">
      <div className="file-tabs" role="tablist" aria-label={t('files')} onKeyDown={press}>
        {open.map((one) => (
          <FileTab
            key={one.file}
            file={one.file}
            unsaved={isUnsaved(one)}
            waiting={waiting.includes(one.file)}
            selected={one.file === current}
            errors={counts.get(one.file)?.errors ?? 0}
            warnings={counts.get(one.file)?.warnings ?? 0}
          />
        ))}
      </div>
      <span data-deed="new-file" style={{ display: 'contents' }}>
        <IconButton label={t('tab.new')} onPress={onNew}>
          <PlusIcon size={16} />
        </IconButton>
      </span>
      <span className="editor-tools">
        <IconButton
          label={t('tab.format')}
          disabled={active === undefined || active.disk?.writable === false}
          onPress={() => active !== undefined && onFormat(active.file)}
        >
          <FormatIcon size={16} />
        </IconButton>
        <IconButton
          label={t('tab.revert')}
          disabled={active === undefined || !isUnsaved(active)}
          onPress={() => active !== undefined && files.revert(active.file)}
        >
          <RevertIcon size={16} />
        </IconButton>
        <IconButton
          label={t('tab.save')}
          look="primary"
          disabled={active === undefined || !isUnsaved(active) || active.conflict !== undefined}
          onPress={() => active !== undefined && void files.save(active.file)}
        >
          <SaveIcon size={16} />
        </IconButton>
        <span className="away">
          <IconButton
            label={t('tab.delete')}
            disabled={active === undefined || active.disk?.writable === false}
            onPress={() => active !== undefined && onDelete(active.file)}
          >
            <TrashIcon size={16} />
          </IconButton>
        </span>
      </span>
    </div>
  );
};

const nothing: readonly string[] = [];

type FileTabProps = {
  readonly file: string;
  readonly unsaved: boolean;
  /** Saved, and not what answers. */
  readonly waiting: boolean;
  readonly selected: boolean;
  readonly errors: number;
  readonly warnings: number;
};

/** Drawn again only when something of it is another: the text of a file is not. */
const FileTab = memo(({ file, unsaved, waiting, selected, errors, warnings }: FileTabProps) => {
  const { navigation } = useStores();
  const t = useWords('editor');
  const button = useRef<HTMLButtonElement>(null);
  const about = [
    unsaved && t('tab.unsaved'),
    !unsaved && waiting && t('tab.waiting'),
    errors > 0 && t('tab.errors', { count: errors }),
    warnings > 0 && t('tab.warnings', { count: warnings }),
  ].filter((word) => typeof word === 'string');
  // A tab that is not saved or has problems is wider: its dot must be in sight too.
  // biome-ignore lint/correctness/useExhaustiveDependencies: as said above
  useEffect(() => {
    if (!selected) return;
    if (button.current?.parentElement?.contains(document.activeElement)) button.current.focus();
    // With the next frame, which lays the page out anyway.
    const frame = requestAnimationFrame(() => button.current && showInRow(button.current));
    return () => cancelAnimationFrame(frame);
  }, [selected, unsaved, waiting, errors, warnings]);
  return (
    <button
      ref={button}
      type="button"
      role="tab"
      className={errors > 0 ? 'bad' : ''}
      aria-selected={selected}
      aria-label={[file, ...about].join(t('tab.separator'))}
      tabIndex={selected ? 0 : -1}
      title={[file, ...about].join(t('tab.separator'))}
      onClick={() => navigation.openFile(file)}
    >
      {shortName(file)}
      {/* Drawn by the style sheet, because the label says it in words. */}
      {errors + warnings > 0 && (
        <span className={`tab-count ${errors > 0 ? 'error' : 'warn'}`} data-count={errors || warnings} />
      )}
      {unsaved ? <span className="unsaved-dot" /> : waiting && <span className="waiting-ring" />}
    </button>
  );
});

/** Scrolls the row, and it alone. `scrollIntoView` would have the next Tab start from here, also where nobody has pressed a key yet. */
const showInRow = (tab: HTMLElement) => {
  const row = tab.parentElement;
  if (row === null) return;
  const [inside, outside] = [tab.getBoundingClientRect(), row.getBoundingClientRect()];
  if (inside.left < outside.left) row.scrollLeft -= outside.left - inside.left;
  else if (inside.right > outside.right) row.scrollLeft += inside.right - outside.right;
};

/** The last two parts of a path tell files apart well enough; the whole is in the title. */
const shortName = (file: string): string => file.split('/').slice(-2).join('/');
