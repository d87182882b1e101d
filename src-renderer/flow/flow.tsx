import { useEffect, useState } from 'react';
import type { Command } from '../state/commands.ts';
import { createIndex } from '../state/search-index.ts';
import { useSlice } from '../state/stores-context.ts';
import { KeySheet } from './key-sheet.tsx';
import { Palette } from './palette.tsx';
import { SettingsDialog } from './settings-dialog.tsx';
import './flow.css';

/** What stands over the window: the palette, the sheet of keys, or the settings. */
export const Flow = ({ commands }: { readonly commands: readonly Command[] }) => {
  const open = useSlice('flow', (state) => state.open);
  const [kept] = useState(createIndex);
  const [chosen, setChosen] = useState<{ readonly go: () => void }>();
  // Only when the palette is gone can anything behind it have the focus.
  useEffect(() => {
    if (chosen === undefined || open === 'palette') return;
    setChosen(undefined);
    chosen.go();
  }, [chosen, open]);
  if (open === 'palette') return <Palette commands={commands} kept={kept} onChoose={(go) => setChosen({ go })} />;
  if (open === 'keys') return <KeySheet commands={commands} />;
  return open === 'settings' ? <SettingsDialog /> : null;
};
