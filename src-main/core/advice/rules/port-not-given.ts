import { usualFallbacks } from '../../route/usual-fallbacks.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Place } from '../../text/diagnostic.ts';
import type { Rule } from '../rule.ts';

/** Ports of listeners that this machine does not give to the program, and which ones are tried in their place. Each once in a file. */
export const portNotGiven: Rule = (snapshot, table, { machine }) => {
  if (machine === undefined) return [];
  const { ports } = snapshot.settings;
  // Listeners of other gateways than the ingress gateway are opened at ports that the system chooses.
  const opened = new Set(
    table.listeners.filter(({ proxy }) => proxy === undefined).flatMap(({ declaredPorts }) => declaredPorts),
  );
  const refused = (port: number): boolean =>
    port > 0 && port < machine.firstFreePort && opened.has(port) && !Object.hasOwn(ports, String(port));
  const told = new Set<string>();
  return declaredPorts(snapshot).flatMap(({ port, place: find }) => {
    if (!refused(port)) return [];
    const place = find();
    const key = `${port} ${place.file}`;
    if (told.has(key)) return [];
    told.add(key);
    const [instead = 0] = usualFallbacks(port);
    return [
      {
        severity: 'information',
        code: 'listener/port-not-given',
        message: `this machine gives ports below ${machine.firstFreePort} to administrators alone, so ${instead} is tried in place of ${port}; map it under "ports" of a LocalGateway if another one should be`,
        place,
      },
    ];
  });
};

const declaredPorts = ({ gateways, gatewayApi }: Snapshot): readonly { port: number; place: () => Place }[] => [
  ...gateways.flatMap((one) =>
    one.spec.servers.map(({ port }, index) => ({
      port: port.number,
      place: () => one.at(['spec', 'servers', index, 'port', 'number']),
    })),
  ),
  ...[...gatewayApi.gateways, ...gatewayApi.listenerSets].flatMap((one) =>
    one.spec.listeners.map(({ port }, index) => ({
      port,
      place: () => one.at(['spec', 'listeners', index, 'port']),
    })),
  ),
];
