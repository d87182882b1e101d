import { useEffect, useMemo } from 'react';
import type { RequestInput, RunningState } from '#contract/contract.ts';
import type { Explanation } from '#core/route/explanation.ts';
import { createExplainer } from '../../state/explain-draft.ts';
import { proposeUrl, senderOf } from '../../state/propose-url.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';

const noListeners: RunningState['gateway']['listeners'] = [];
const bodiless = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** The request as typed, ready to be asked about or sent. */
export const useRequest = () => {
  const { method, url, headers, body, via: chosen } = useSlice('request', (state) => state);
  const running = useSlice('running', (state) => state.table);
  const draft = useSlice('draft', (state) => state.table);
  const listeners = useSlice('running', (state) => state.running?.gateway.listeners ?? noListeners);
  // What runs can be sent to at once, and does not change with every keystroke.
  const table = running !== undefined && running.listeners.length > 0 ? running : draft;
  const mesh = useSlice('running', (state) => state.running?.gateway.mesh);
  const hasMesh = table?.mesh !== undefined;
  const via = senderOf(table, chosen);
  const proposed = useMemo(() => proposeUrl(table, listeners, via), [table, listeners, via]);
  const shownUrl = url ?? proposed;
  const request = useMemo<RequestInput>(
    () => ({
      method,
      url: shownUrl,
      headers: headers.filter(([name]) => name.trim() !== ''),
      ...(body === '' || bodiless.has(method) ? {} : { body }),
      ...(via === 'mesh' ? { via } : {}),
    }),
    [method, shownUrl, headers, body, via],
  );
  return { request, url: shownUrl, headers, listeners, via, mesh, hasMesh, hasBody: !bodiless.has(method) };
};

export type Explained =
  | { readonly is: 'explained'; readonly explanation: Explanation }
  | { readonly is: 'failed'; readonly message: string }
  | { readonly is: 'waiting' };

/** Who answers and why: by the draft in this window, by the running table in main. Asked anew for every keystroke and generation. */
export const useExplanation = (request: RequestInput): Explained => {
  const { request: store } = useStores();
  const against = useSlice('request', (state) => state.against);
  const explained = useSlice('request', (state) => state.explained);
  const table = useSlice('draft', (state) => state.table);
  const listeners = useSlice('running', (state) => state.running?.gateway.listeners ?? noListeners);
  const generation = useSlice('running', (state) => state.running?.gateway.generation);
  const explain = useMemo(createExplainer, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new generation may answer the same request differently
  useEffect(() => {
    if (against !== 'running') return;
    const timer = setTimeout(() => void store.explainRunning(request), 80);
    return () => clearTimeout(timer);
  }, [against, request, generation, store]);

  return useMemo((): Explained => {
    if (against === 'draft') {
      if (table === undefined) return { is: 'waiting' };
      return { is: 'explained', explanation: explain(table, request, listeners) };
    }
    if (explained === undefined) return { is: 'waiting' };
    return explained.ok
      ? { is: 'explained', explanation: explained.value }
      : { is: 'failed', message: explained.failure.message };
  }, [against, table, request, listeners, explained, explain]);
};
