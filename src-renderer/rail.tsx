import { useMemo } from 'react';
import { panels } from './panels/index.ts';
import { enterPanel, walkRail } from './part-keys.ts';
import { RailTools, withKeys } from './rail-tools.tsx';
import { ariaKeys, type Command, isMac } from './state/commands.ts';
import { useProblems } from './state/live-problems.ts';
import { countOf, distinct } from './state/problems.ts';
import { useSlice, useStores } from './state/stores-context.ts';
import { BrandIcon } from './ui/icons.tsx';
import { useStartPage } from './welcome/use-start-page.ts';
import { useWords } from './words/words.ts';

/** The panels by name, and the colours. */
export const Rail = ({ commands }: { readonly commands: readonly Command[] }) => {
  const commandOf = (panel: string) => commands.find((one) => one.id === `panel-${panel}`);
  const { navigation, workspaces } = useStores();
  const starting = useStartPage();
  const current = useSlice('navigation', (state) => state.panel);
  const t = useWords('window');
  const says = useWords('welcome');
  return (
    <nav
      className="rail"
      aria-label={t('panels')}
      data-part="rail"
      onKeyDown={(event) => {
        if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
        if (walkRail(event.currentTarget, event.key)) event.preventDefault();
      }}
    >
      <button
        type="button"
        className="brand"
        aria-label={says('page')}
        title={says('page')}
        aria-current={starting ? 'page' : undefined}
        onClick={workspaces.showPage}
      >
        <BrandIcon size={26} />
      </button>
      <ul>
        {panels.map(({ id, Icon }) => (
          <li key={id}>
            <button
              type="button"
              aria-current={id === current && !starting ? 'page' : undefined}
              aria-keyshortcuts={ariaKeys(commandOf(id)?.keys ?? [], isMac())}
              title={withKeys(t(`panel.${id}`), commandOf(id))}
              // A press of a key has no clicks to count.
              onClick={({ detail }) => (detail === 0 ? enterPanel(navigation, id) : navigation.openPanel(id))}
            >
              <Icon size={20} />
              {t(`panel.${id}`)}
              {id === 'editor' && <ProblemBadge />}
              {id === 'review' && <PendingBadge />}
              {id === 'tests' && <FailingBadge />}
            </button>
          </li>
        ))}
      </ul>
      <div className="spacer" />
      <RailTools commands={commands} />
    </nav>
  );
};

/** How many errors there are, else how many warnings. */
const ProblemBadge = () => {
  const t = useWords('window');
  const diagnostics = useProblems();
  const { errors, warnings } = useMemo(() => countOf(distinct(diagnostics)), [diagnostics]);
  if (errors + warnings === 0) return null;
  const words = errors > 0 ? t('errors', { count: errors }) : t('warnings', { count: warnings });
  return (
    <span className={`rail-badge ${errors > 0 ? 'error' : 'warn'}`} title={words}>
      <span aria-hidden="true">{errors || warnings}</span>
      <span className="hidden-visually">{t('badge', { words })}</span>
    </span>
  );
};

const none: readonly string[] = [];

/** How many files are not applied: typed only, or saved and waiting. */
const PendingBadge = () => {
  const t = useWords('window');
  const waiting = useSlice('running', (state) => state.running?.waiting ?? none);
  const files = useSlice('files', (state) => state.files);
  const unsaved = files.filter(({ draft }) => draft !== undefined).length;
  const saved = waiting.filter((name) => !files.some(({ file, draft }) => file === name && draft !== undefined)).length;
  const count = unsaved + saved;
  if (count === 0) return null;
  const typed = t('notSaved', { count: unsaved });
  const waits = t('savedNotApplied', { count: saved });
  const words = saved === 0 ? typed : unsaved === 0 ? waits : t('list', { first: typed, second: waits });
  return (
    <span className="rail-badge accent" title={words}>
      <span aria-hidden="true">{count}</span>
      <span className="hidden-visually">{t('badge', { words })}</span>
    </span>
  );
};

/** How many requests of route tests fail by the drafts. */
const FailingBadge = () => {
  const t = useWords('window');
  const says = useWords('tests');
  const failing = useSlice('routeTests', (state) => state.failing);
  if (failing === 0) return null;
  const words = says('badge', { count: failing });
  return (
    <span className="rail-badge error" title={words}>
      <span aria-hidden="true">{failing}</span>
      <span className="hidden-visually">{t('badge', { words })}</span>
    </span>
  );
};
