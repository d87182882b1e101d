import { useEffect } from 'react';
import { useSlice, useStores } from '../../state/stores-context.ts';

/** While the panel is seen: asks at its beginning, for each generation, and when somebody comes back to the window. */
export const useFreshCertificates = (): void => {
  const { certificates } = useStores();
  const generation = useSlice('running', (state) => state.running?.gateway.generation);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another generation may show other certificates
  useEffect(() => {
    const ask = () => void certificates.refresh();
    ask();
    window.addEventListener('focus', ask);
    return () => window.removeEventListener('focus', ask);
  }, [certificates, generation]);
};
