import type { Route, Table } from '#core/route/table.ts';
import type { ListenerState } from '#core/traffic/gateway-state.ts';

/** A URL that the first route of the table should answer, so that the panel has something to say at once. */
export const proposeUrl = (table: Table | undefined, listeners: readonly ListenerState[]): string => {
  for (const listener of table?.listeners ?? []) {
    for (const { routeConfig, tls } of listener.chains) {
      const host = table?.routeConfigs[routeConfig ?? '']?.virtualHosts.find(({ routes }) => routes.length > 0);
      if (host === undefined) continue;
      const scheme = tls === undefined ? 'http' : 'https';
      const port = listener.declaredPorts[0] ?? listener.port;
      const usual = port === (tls === undefined ? 80 : 443);
      const path = pathFor(host.routes[0]);
      if (host.domain === '*') {
        const bound = listeners.find((one) => one.port === port)?.bound ?? port;
        return `${scheme}://localhost:${bound}${path}`;
      }
      const name = host.domain.startsWith('*') ? `www.${host.domain.replace(/^\*\.?/, '')}` : host.domain;
      return `${scheme}://${name}${usual ? '' : `:${port}`}${path}`;
    }
  }
  return 'http://localhost/';
};

const pathFor = (route: Route | undefined): string => {
  const path = route?.conditions.find((one) => one.on === 'path');
  return path === undefined || path.match.type === 'regex' ? '/' : path.match.value;
};
