import { useEffect, useRef } from 'react';
import { useStores } from '../../state/stores-context.ts';
import { useTongue } from '../../words/words.ts';
import { mountEditor } from './mount-editor.ts';

/** Where the text is typed. */
export const CodeView = () => {
  const parent = useRef<HTMLDivElement>(null);
  const stores = useStores();
  const tongue = useTongue();
  // What the editor says by itself is made with it: in another language it is another one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: as said above
  useEffect(() => {
    if (parent.current === null) return;
    const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]');
    return mountEditor(parent.current, stores, nonce?.nonce || nonce?.content || '');
  }, [stores, tongue]);
  return <div className="code-view" ref={parent} />;
};
