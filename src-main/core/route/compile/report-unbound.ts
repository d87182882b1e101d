import type { Cluster, ForwardAction, Origin } from '../table.ts';
import { bindRemedy } from './destination-remedies.ts';
import type { Part } from './gateway-api/listeners.ts';
import type { Report } from './report.ts';

type Target = { readonly cluster: string; readonly origin: Origin; readonly instead?: unknown };

/** Destinations of other APIs than Istio's that are declared and bound to nothing here, told where they are written. */
export const reportUnbound = (
  parts: readonly Part[],
  clusters: Readonly<Record<string, Cluster>>,
  clusterDomain: string,
  report: Report,
): void => {
  const tell = ({ cluster: name, origin, instead }: Target, answer: string): void => {
    const cluster = Object.hasOwn(clusters, name) ? clusters[name] : undefined;
    if (cluster?.boundBy !== 'nothing' || instead !== undefined) return;
    const { host, port } = cluster;
    report.add({
      severity: 'warning',
      code: 'binding/missing',
      message: `"${host}:${port}" is bound to nothing on this machine, so ${answer}; ${bindRemedy(host, origin.namespace, clusterDomain)}`,
      place: origin.place,
    });
  };
  const told = new Set<ForwardAction>();
  for (const { listeners, routeConfigs } of parts) {
    for (const { action } of routeConfigs.flatMap((config) => config.virtualHosts.flatMap(({ routes }) => routes))) {
      // The matches of a rule have one action between them.
      if (action.do !== 'forward' || told.has(action)) continue;
      told.add(action);
      for (const destination of action.destinations) tell(destination, 'requests are answered with 503');
      for (const mirror of action.mirrors ?? []) tell(mirror, 'no copies are sent');
    }
    for (const { tcp, udp } of listeners.flatMap(({ chains }) => chains)) {
      for (const destination of tcp?.destinations ?? []) tell(destination, 'connections to it are closed');
      for (const destination of udp?.destinations ?? []) tell(destination, 'datagrams for it are dropped');
    }
  }
};
