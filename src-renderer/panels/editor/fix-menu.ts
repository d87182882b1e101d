import type { EditorView } from '@codemirror/view';
import type { Fix } from '#core/complete/answers.ts';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import type { Say } from '../../words/words.ts';
import { element, pressable } from './element.ts';
import { closePopup, openPopup } from './popup.ts';

/** Shows the fixes of a problem at its place, the preferred one first in line for Enter. Arrow keys move, Escape goes back to the text. */
export const openFixMenu = (
  t: Say<'editor'>,
  view: EditorView,
  at: number,
  { message }: Diagnostic,
  fixes: readonly Fix[],
  choose: (fix: Fix) => void,
): void => {
  const first = Math.max(
    0,
    fixes.findIndex((fix) => fix.preferred),
  );
  openPopup(view, at, () => {
    const items = fixes.map((fix, index) =>
      pressable(
        { role: 'menuitem', ...(index === first && { 'data-first': '' }), tabindex: index === first ? '0' : '-1' },
        () => choose(fix),
        fix.title,
        ...(fix.preferred ? [element('kbd', {}, applyKey())] : []),
      ),
    );
    const menu = element(
      'div',
      { class: 'popup fix-menu', role: 'menu', lang: 'en', 'aria-label': t('fixes', { message }) },
      ...items,
    );
    menu.addEventListener('keydown', (event) => {
      const now = items.indexOf(document.activeElement as HTMLElement);
      const steps: Readonly<Record<string, number>> = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: -1 };
      const next = steps[event.key];
      if (next !== undefined) items.at(next % items.length)?.focus();
      else if (event.key === 'Escape' || event.key === 'Tab') closePopup(view);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    return menu;
  });
};

/** How the key that applies the preferred fix is written on this machine. */
export const applyKey = (): string => (/Mac|iPhone|iPad/.test(navigator.platform) ? '⌘.' : 'Ctrl+.');
