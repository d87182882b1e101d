import type { OutputOf, RunningState } from '#contract/contract.ts';

/** What a gateway without the right to open low ports would listen on for this table. */
export const listenersOf = (table: OutputOf<'gateway.table'>['table']): RunningState['gateway']['listeners'] =>
  table.listeners.flatMap((listener, index) =>
    listener.declaredPorts.map((port) => {
      const gateways = [
        ...new Set(listener.chains.flatMap((c) => c.servers.map((s) => `${s.origin.namespace}/${s.origin.name}`))),
      ];
      const bound = port < 1024 ? port + 8000 : port;
      const said = {
        listener: listener.id,
        gateway: gateways[0] ?? '',
        gateways,
        port,
        protocol: listener.chains[0]?.protocol ?? 'HTTP',
      };
      const { proxy } = listener;
      if (proxy !== undefined) return { ...said, proxy, addresses: ['127.0.0.1'], bound: 40_000 + index };
      return {
        ...said,
        addresses: ['127.0.0.1', '::1'],
        bound: port === 80 ? 8080 : bound,
        ...(port < 1024 ? { moved: `port ${port} needs privileges on this machine` } : {}),
      };
    }),
  );

/** The proxy that workloads would have. */
export const meshOf = ({ mesh }: OutputOf<'gateway.table'>['table']): Pick<RunningState['gateway'], 'mesh'> =>
  mesh === undefined ? {} : { mesh: { address: '127.0.0.1', bound: 15_001 } };
