import { useMemo } from 'react';
import { curlFor } from '../../state/curl.ts';
import { proposeUrl, senderOf } from '../../state/propose-url.ts';
import { useSlice } from '../../state/stores-context.ts';
import { Command } from '../../ui/copy-button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { TrafficIcon } from '../../ui/icons.tsx';

/** The empty panel teaches how to fill it. */
export const NoTraffic = ({ filtered }: { readonly filtered: boolean }) => {
  const running = useSlice('running', (state) => state.running);
  const table = useSlice('running', (state) => state.table);
  const via = senderOf(table, undefined);
  const url = useMemo(() => proposeUrl(table, running?.gateway.listeners ?? [], via), [table, running, via]);
  if (filtered) {
    return (
      <Empty icon={<TrafficIcon size={32} />} title="Nothing matches the filter">
        <p>Words are looked for in proxy, method, host, path, status, flag, route and upstream.</p>
      </Empty>
    );
  }
  const listeners = running?.gateway.listeners ?? [];
  const command = curlFor({ method: 'GET', url, headers: [], via }, listeners, running?.gateway.mesh);
  return (
    <Empty icon={<TrafficIcon size={32} />} title="No requests yet">
      <p>Each request that reaches the gateway appears here. Send one from a terminal or from “Explain”:</p>
      {command !== undefined && listeners.length > 0 && <Command text={command} />}
    </Empty>
  );
};
