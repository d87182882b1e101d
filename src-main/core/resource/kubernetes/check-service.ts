import type { CheckedBody } from '../kind.ts';
import type { ServiceSpec } from './service.ts';

/** What the API server refuses in the ports of a Service (gateway-api reference 4.2). */
export const checkService = ({ value, report }: CheckedBody<ServiceSpec>): void => {
  const { ports = [], type = 'ClusterIP' } = value;
  const names = new Map<string, number>();
  const numbers = new Map<string, number>();
  ports.forEach(({ name = '', port, protocol = 'TCP', nodePort }, index) => {
    const at = ['ports', index] as const;
    if (name === '' && ports.length > 1) {
      report('service/port-name', 'a Service with several ports needs a "name" for each; add one', at, { key: true });
    }
    const named = names.get(name);
    if (name !== '' && named !== undefined) {
      report('service/port-name', `the port name "${name}" is used twice; give each port its own`, [...at, 'name'], {
        related: { message: 'the first one', path: ['ports', named, 'name'] },
      });
    } else names.set(name, index);
    const key = `${port} ${protocol}`;
    const first = numbers.get(key);
    if (first !== undefined) {
      report('service/port-twice', `the port ${port} stands here twice; remove one`, [...at, 'port'], {
        related: { message: 'the first one', path: ['ports', first, 'port'] },
      });
    } else numbers.set(key, index);
    if (!nodePort) return;
    if (type !== 'NodePort' && type !== 'LoadBalancer') {
      const message = `a Service of type ${type} has no node port; use type NodePort, or remove it`;
      report('service/node-port', message, [...at, 'nodePort'], { key: true });
    } else if (nodePort < 30_000 || nodePort > 32_767) {
      const message = `a node port is from 30000 to 32767, not ${nodePort}; choose another one`;
      report('service/node-port', message, [...at, 'nodePort']);
    }
  });
};
