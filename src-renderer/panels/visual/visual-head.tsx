import type { VisualDocument } from '#core/visual/document.ts';
import { useStores } from '../../state/stores-context.ts';
import { ChevronIcon, PlusIcon } from '../../ui/icons.tsx';
import { useWords } from '../../words/words.ts';
import { ConvertButton } from './convert-button.tsx';
import { SearchMenu } from './search-menu.tsx';
import { UndoButtons } from './undo-buttons.tsx';
import { useResources } from './use-resources.ts';

type VisualHeadProps = { readonly file: string | undefined; readonly document: VisualDocument | undefined };

/** Which resource is shown, and how to get to another one; undo and redo; new resources. */
export const VisualHead = ({ file, document }: VisualHeadProps) => {
  const { navigation } = useStores();
  const t = useWords('visual');
  const { list, open, templates, add } = useResources(file);
  const named = document !== undefined && document.kind !== '';
  return (
    <header className="panel-head visual-head">
      <SearchMenu
        label={t('head.choose')}
        more={t('head.another')}
        look="plain"
        choices={list}
        onChoose={(id) => open(id, navigation.reveal)}
      >
        <span className="visual-title">
          {named ? (
            <>
              <span className="muted">{document.kind}</span> <strong>{document.name || t('head.unnamed')}</strong>
            </>
          ) : (
            t('head.none')
          )}
        </span>
        <span className="turn down">
          <ChevronIcon size={14} />
        </span>
      </SearchMenu>
      {file !== undefined && <span className="muted mono visual-file">{file}</span>}
      <span className="spacer" />
      {file !== undefined && document !== undefined && (
        <span data-deed="convert" style={{ display: 'contents' }}>
          <ConvertButton file={file} document={document} />
        </span>
      )}
      {file !== undefined && <UndoButtons file={file} />}
      {file !== undefined && (
        <span data-deed="new-resource" style={{ display: 'contents' }}>
          <SearchMenu
            label={t('head.addLabel')}
            more={` ${t('head.addMore')}`}
            choices={templates}
            onChoose={(id) => void add(id)}
          >
            <PlusIcon size={14} /> {t('head.add')}
          </SearchMenu>
        </span>
      )}
    </header>
  );
};
