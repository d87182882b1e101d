import { basename } from 'node:path';
import { type Listener, linuxListeners } from './linux-listeners.ts';

/** Who listens on this machine, with process names where the system tells them. */
export const anyListeners = (): Promise<readonly Listener[]> =>
  process.platform === 'linux' ? linuxListeners() : askSystem();

/** `netstat` and `lsof` of macOS and Windows, through a package that knows their words. */
const askSystem = async (): Promise<readonly Listener[]> => {
  const { networkConnections, processes } = await import('systeminformation');
  const [connections, { list }] = await Promise.all([networkConnections(), processes()]);
  const names = new Map(list.map(({ pid, name }) => [pid, name]));
  return connections.flatMap(({ protocol, state, localAddress, localPort, pid, process }): readonly Listener[] => {
    const port = Number(localPort);
    if (!protocol.startsWith('tcp') || !/^listen/i.test(state) || !Number.isInteger(port)) return [];
    const name = names.get(pid) ?? process;
    return [
      {
        port,
        address: localAddress === '*' || localAddress === '' ? '0.0.0.0' : localAddress.replace(/^\[(.*)\]$/, '$1'),
        ...(pid > 0 && { pid, socket: `${pid}/${port}` }),
        ...(name !== '' && { process: basename(name).replace(/\.exe$/i, '') }),
      },
    ];
  });
};
