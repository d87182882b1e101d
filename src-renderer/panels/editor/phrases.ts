import { EditorState, type Extension } from '@codemirror/state';
import type { Say } from '../../words/words.ts';

/** What the editor's library says by itself, in the language of the window; it asks by its own English words. */
export const phrases = (t: Say<'editor'>): Extension =>
  EditorState.phrases.of({
    Find: t('phrase.find'),
    Replace: t('phrase.replace'),
    next: t('phrase.next'),
    previous: t('phrase.previous'),
    all: t('phrase.all'),
    'match case': t('phrase.matchCase'),
    regexp: t('phrase.regexp'),
    'by word': t('phrase.byWord'),
    replace: t('phrase.replaceOne'),
    'replace all': t('phrase.replaceAll'),
    close: t('phrase.close'),
    'current match': t('phrase.currentMatch'),
    'on line': t('phrase.onLine'),
    'replaced $ matches': t('phrase.replacedMatches'),
    'replaced match on line $': t('phrase.replacedOnLine'),
    'Go to line': t('phrase.goToLine'),
    go: t('phrase.go'),
    'Folded lines': t('phrase.foldedLines'),
    'Unfolded lines': t('phrase.unfoldedLines'),
    to: t('phrase.to'),
    'folded code': t('phrase.foldedCode'),
    unfold: t('phrase.unfold'),
    'Fold line': t('phrase.foldLine'),
    'Unfold line': t('phrase.unfoldLine'),
    'Selection deleted': t('phrase.selectionDeleted'),
    Completions: t('phrase.completions'),
    Diagnostics: t('phrase.diagnostics'),
    'No diagnostics': t('phrase.noDiagnostics'),
    'Control character': t('phrase.controlCharacter'),
  });
