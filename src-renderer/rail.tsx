import { useMemo } from 'react';
import { panels } from './panels/index.ts';
import { enterPanel } from './part-keys.ts';
import { countOf, distinct } from './state/problems.ts';
import { useSlice, useStores } from './state/stores-context.ts';
import type { ThemeChoice } from './state/theme.ts';
import { BrandIcon, MoonIcon, SunIcon, SystemIcon } from './ui/icons.tsx';
import { useWords } from './words/words.ts';

const themes: Readonly<Record<ThemeChoice, { readonly next: ThemeChoice; readonly name: string }>> = {
  system: { next: 'light', name: 'System' },
  light: { next: 'dark', name: 'Light' },
  dark: { next: 'system', name: 'Dark' },
};
const themeIcons = { system: SystemIcon, light: SunIcon, dark: MoonIcon };

/** The panels by name, and the colours. */
export const Rail = () => {
  const { navigation, theme } = useStores();
  const current = useSlice('navigation', (state) => state.panel);
  const choice = useSlice('theme', (state) => state.choice);
  const ThemeIcon = themeIcons[choice];
  const t = useWords('window');
  return (
    <nav className="rail" aria-label="panels" data-part="rail">
      <div className="brand" title="Slipway">
        <BrandIcon size={26} />
      </div>
      <ul>
        {panels.map(({ id, Icon }, at) => (
          <li key={id}>
            <button
              type="button"
              aria-current={id === current ? 'page' : undefined}
              aria-keyshortcuts={`Control+${at + 1}`}
              title={`${t(`panel.${id}`)} (Ctrl+${at + 1})`}
              // A press of a key has no clicks to count.
              onClick={({ detail }) => (detail === 0 ? enterPanel(navigation, id) : navigation.openPanel(id))}
            >
              <Icon size={20} />
              {t(`panel.${id}`)}
              {id === 'editor' && <ProblemBadge />}
              {id === 'review' && <PendingBadge />}
            </button>
          </li>
        ))}
      </ul>
      <div className="spacer" />
      <button
        type="button"
        aria-label={`theme: ${themes[choice].name.toLowerCase()}, change to ${themes[themes[choice].next].name.toLowerCase()}`}
        onClick={() => theme.choose(themes[choice].next)}
      >
        <ThemeIcon size={18} />
        {themes[choice].name}
      </button>
    </nav>
  );
};

/** How many errors there are, else how many warnings. */
const ProblemBadge = () => {
  const diagnostics = useSlice('draft', (state) => state.diagnostics);
  const { errors, warnings } = useMemo(() => countOf(distinct(diagnostics)), [diagnostics]);
  if (errors + warnings === 0) return null;
  const words = `${errors || warnings} ${errors > 0 ? 'error' : 'warning'}${(errors || warnings) === 1 ? '' : 's'}`;
  return (
    <span className={`rail-badge ${errors > 0 ? 'error' : 'warn'}`} title={words}>
      <span aria-hidden="true">{errors || warnings}</span>
      <span className="hidden-visually">, {words}</span>
    </span>
  );
};

const none: readonly string[] = [];

/** How many files are not applied: typed only, or saved and waiting. */
const PendingBadge = () => {
  const waiting = useSlice('running', (state) => state.running?.waiting ?? none);
  const files = useSlice('files', (state) => state.files);
  const unsaved = files.filter(({ draft }) => draft !== undefined).length;
  const saved = waiting.filter((name) => !files.some(({ file, draft }) => file === name && draft !== undefined)).length;
  const count = unsaved + saved;
  if (count === 0) return null;
  const words = [unsaved > 0 && `${unsaved} not saved`, saved > 0 && `${saved} saved, not applied`]
    .filter(Boolean)
    .join(', ');
  return (
    <span className="rail-badge accent" title={words}>
      <span aria-hidden="true">{count}</span>
      <span className="hidden-visually">, {words}</span>
    </span>
  );
};
