import { useEffect, useState } from 'react';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { IconButton } from '../../ui/button.tsx';
import { OutlineIcon } from '../../ui/icons.tsx';
import { useWords } from '../../words/words.ts';
import { pathTo } from './outline-entries.ts';
import { OutlineList } from './outline-list.tsx';
import { useOutline } from './use-outline.ts';

/** Where the cursor is in the file's outline, step by step; the whole outline opens from it, or with Ctrl+Shift+O. */
export const OutlineBar = () => {
  const { navigation } = useStores();
  const t = useWords('editor');
  const entries = useOutline();
  const cursor = useSlice('navigation', (state) => state.cursor);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || !event.shiftKey || event.key.toLowerCase() !== 'o') return;
      event.preventDefault();
      setOpen((before) => !before);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
  const path = cursor === undefined ? [] : pathTo(entries, cursor.offset);
  return (
    <div className="outline-bar">
      <IconButton label={t('outline.open')} pressed={open} onPress={() => setOpen(!open)}>
        <OutlineIcon size={14} />
      </IconButton>
      <ol lang="en" aria-label={t('outline.path')}>
        {path.map(({ name, detail, place }) => (
          <li key={place.range[0]}>
            <button type="button" title={detail} onClick={() => navigation.jumpTo(place)}>
              {name}
            </button>
          </li>
        ))}
      </ol>
      {open && <OutlineList entries={entries} path={path} onDone={() => setOpen(false)} />}
    </div>
  );
};
