import type { OutputOf, RunningState } from '#contract/contract.ts';

/** What a gateway without the right to open low ports would listen on for this table. */
export const listenersOf = (table: OutputOf<'gateway.table'>['table']): RunningState['gateway']['listeners'] =>
  table.listeners.flatMap((listener) =>
    listener.declaredPorts.map((port) => {
      const gateways = [
        ...new Set(listener.chains.flatMap((c) => c.servers.map((s) => `${s.origin.namespace}/${s.origin.name}`))),
      ];
      const bound = port < 1024 ? port + 8000 : port;
      return {
        listener: listener.id,
        gateway: gateways[0] ?? '',
        gateways,
        port,
        protocol: listener.chains[0]?.protocol ?? 'HTTP',
        addresses: ['127.0.0.1', '::1'],
        bound: port === 80 ? 8080 : bound,
        ...(port < 1024 ? { moved: `port ${port} needs privileges on this machine` } : {}),
      };
    }),
  );
