import { useMemo, useRef } from 'react';
import { nameAt } from '#core/complete/names.ts';
import { groupOf } from '#core/resource/resource.ts';
import { treeAt } from '#core/text/cursor.ts';
import type { Diagnostic, Place } from '#core/text/diagnostic.ts';
import type { Path } from '#core/text/tree.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Notice } from '../../ui/notice.tsx';
import { DrawSlot } from './fields/draw-slot.tsx';
import { type Form, FormContext } from './form-context.ts';
import { widgets } from './index.ts';
import { ResourceForm } from './resource-form.tsx';
import type { Present } from './use-document.ts';
import { useEditing } from './use-editing.ts';
import { useFocusSoon } from './use-focus-soon.ts';
import type { Shown } from './use-shown.ts';
import { VisualContext } from './visual-context.ts';

type VisualResourceProps = {
  readonly shown: Shown;
  readonly present: Present;
  readonly show: (now: Shown) => void;
  readonly pending: Set<() => void>;
  readonly announce: (words: string) => void;
  readonly navigate: (place: Place) => void;
};

/** The form of one resource with everything that its parts share. */
export const VisualResource = ({ shown, present, show, pending, announce, navigate }: VisualResourceProps) => {
  const { language } = useStores();
  const { document, broken } = present;
  const editing = useEditing({ shown, document, show, broken: broken !== undefined, pending, announce });
  const { visual, refusal, forgive, goTo, placeOfPath } = editing;
  const body = useRef<HTMLDivElement>(null);
  const focusSoon = useFocusSoon(body, document);
  const latest = useRef({ shown, goTo, placeOfPath });
  latest.current = { shown, goTo, placeOfPath };
  const form: Form = useMemo(() => {
    const { root, kind, tree, text } = document;
    return {
      Draw: DrawSlot,
      widgets,
      pending,
      focusSoon,
      isName: (path) => {
        const what = nameAt(kind, groupOf(document), path.slice(root.length));
        return what !== undefined && what !== 'own-name' && what !== 'subset-declared';
      },
      suggest: async (path) => {
        const { shown: now, placeOfPath: placeOf } = latest.current;
        const answer = await language
          .complete(now.file, now.text, placeOf(path).range[1])
          .catch((): undefined => undefined);
        return (answer?.items ?? [])
          .filter(({ is }) => is === 'name' || is === 'value')
          .map(({ label, detail }) => ({ value: label, ...(detail !== undefined && { detail }) }));
      },
      goTo: (path) => latest.current.goTo(path),
      sourceOf: (path) => {
        const at = tree && treeAt(tree, path);
        return at === undefined ? '' : outdent(text.slice(...at.range), text, at.range[0]);
      },
    };
  }, [document, pending, focusSoon, language]);
  const wrong = useFirstError(shown, document.index);
  return (
    <VisualContext.Provider value={visual}>
      <FormContext.Provider value={form}>
        {broken !== undefined && (
          <Notice
            tone="error"
            actions={
              wrong && (
                <button type="button" className="link" onClick={() => navigate(wrong.place)}>
                  Show line {wrong.place.line}
                </button>
              )
            }
          >
            This document is not valid YAML, so its form cannot be changed: {wrong?.message ?? broken.message}
          </Notice>
        )}
        {refusal !== undefined && (
          <Notice
            tone="warn"
            actions={
              <>
                <button type="button" className="link" onClick={() => goTo(refusal.path)}>
                  Show the place
                </button>
                <button type="button" className="link" onClick={forgive}>
                  Close
                </button>
              </>
            }
          >
            {refusal.message}
          </Notice>
        )}
        <section
          className={`visual-form ${broken === undefined ? '' : 'stale'}`}
          aria-label={`form of ${document.kind} ${document.name}`}
          ref={body}
          onFocus={({ target }) => {
            const row = target.closest<HTMLElement>('[data-row]')?.dataset.row;
            if (row !== undefined) visual.reveal(JSON.parse(row) as Path);
          }}
        >
          <ResourceForm />
        </section>
      </FormContext.Provider>
    </VisualContext.Provider>
  );
};

/** The first error of the text that the form could not be made from. */
const useFirstError = (shown: Shown, index: number): Diagnostic | undefined => {
  const diagnostics = useSlice('draft', (state) => state.diagnostics);
  const isOfThis = useSlice('draft', (state) => state.texts.get(shown.file) === shown.text);
  return useMemo(() => {
    if (!isOfThis || index < 0) return undefined;
    return diagnostics.find(
      ({ severity, code, place }) => severity === 'error' && place.file === shown.file && code.startsWith('yaml/'),
    );
  }, [diagnostics, isOfThis, shown.file, index]);
};

const outdent = (part: string, text: string, at: number): string => {
  const column = at - (text.lastIndexOf('\n', at - 1) + 1);
  return part.replaceAll(new RegExp(`\\n {1,${Math.max(1, column)}}`, 'g'), '\n').trimEnd();
};
