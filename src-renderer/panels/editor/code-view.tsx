import { useEffect, useRef } from 'react';
import { useStores } from '../../state/stores-context.ts';
import { mountEditor } from './mount-editor.ts';

/** Where the text is typed. */
export const CodeView = () => {
  const parent = useRef<HTMLDivElement>(null);
  const stores = useStores();
  useEffect(() => {
    if (parent.current === null) return;
    const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]');
    return mountEditor(parent.current, stores, nonce?.nonce || nonce?.content || '');
  }, [stores]);
  return <div className="code-view" ref={parent} />;
};
