import { useMemo } from 'react';
import type { RequestInput, RunningState } from '#contract/contract.ts';
import { proposeUrl, senderOf } from '../../state/propose-url.ts';
import { useSlice } from '../../state/stores-context.ts';

const noListeners: RunningState['gateway']['listeners'] = [];
const bodiless = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** The request as typed, ready to be asked about or sent. */
export const useRequest = () => {
  const method = useSlice('request', (state) => state.method);
  const url = useSlice('request', (state) => state.url);
  const headers = useSlice('request', (state) => state.headers);
  const body = useSlice('request', (state) => state.body);
  const chosen = useSlice('request', (state) => state.via);
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
