import { useMemo, useRef, useState } from 'react';
import { nameAt } from '#core/complete/names.ts';
import { groupOf } from '#core/resource/resource.ts';
import { treeAt } from '#core/text/cursor.ts';
import type { Path } from '#core/text/tree.ts';
import { useStores } from '../../state/stores-context.ts';
import { Notice } from '../../ui/notice.tsx';
import { useWords } from '../../words/words.ts';
import { BrokenNotice } from './broken-notice.tsx';
import { FieldHelp } from './field-help.tsx';
import { DrawSlot } from './fields/draw-slot.tsx';
import { type Form, FormContext } from './form-context.ts';
import { widgets } from './index.ts';
import { ResourceForm } from './resource-form.tsx';
import type { Present } from './use-document.ts';
import { useEditing } from './use-editing.ts';
import { useFocusSoon } from './use-focus-soon.ts';
import type { Shown } from './use-shown.ts';
import { useUsage } from './use-usage.ts';
import { VisualContext } from './visual-context.ts';

type VisualResourceProps = {
  readonly shown: Shown;
  readonly present: Present;
  readonly show: (now: Shown) => void;
  readonly pending: Set<() => void>;
  readonly announce: (words: string) => void;
};

/** The form of one resource with everything that its parts share. */
export const VisualResource = ({ shown, present, show, pending, announce }: VisualResourceProps) => {
  const { language } = useStores();
  const t = useWords('visual');
  const { document, broken } = present;
  const editing = useEditing({ shown, document, show, broken: broken !== undefined, pending, announce });
  const { visual, refusal, forgive, goTo, placeOfPath } = editing;
  const usage = useUsage(document);
  const [focused, setFocused] = useState<Path>();
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
      usage,
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
  }, [document, pending, focusSoon, usage, language]);
  return (
    <VisualContext.Provider value={visual}>
      <FormContext.Provider value={form}>
        {broken !== undefined && <BrokenNotice shown={shown} broken={broken} />}
        {refusal !== undefined && (
          <Notice
            tone="warn"
            actions={
              <>
                <button type="button" className="link" onClick={() => goTo(refusal.path)}>
                  {t('refusal.place')}
                </button>
                <button type="button" className="link" onClick={forgive}>
                  {t('refusal.close')}
                </button>
              </>
            }
          >
            {refusal.message}
          </Notice>
        )}
        <section
          className={`visual-form ${broken === undefined ? '' : 'stale'}`}
          aria-label={t('form', { kind: document.kind, name: document.name })}
          ref={body}
          onFocus={({ target }) => {
            const row = target.closest<HTMLElement>('[data-row]')?.dataset.row;
            const path = row === undefined ? undefined : (JSON.parse(row) as Path);
            setFocused((before) => (before?.join() === path?.join() ? before : path));
            if (path !== undefined) visual.reveal(path);
          }}
        >
          <ResourceForm />
        </section>
        <FieldHelp document={document} path={focused} />
      </FormContext.Provider>
    </VisualContext.Provider>
  );
};

const outdent = (part: string, text: string, at: number): string => {
  const column = at - (text.lastIndexOf('\n', at - 1) + 1);
  return part.replaceAll(new RegExp(`\\n {1,${Math.max(1, column)}}`, 'g'), '\n').trimEnd();
};
