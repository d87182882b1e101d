import { expect, test } from 'vitest';
import { compileYaml } from './compile/world.ts';

const service = (name: string, type: string, ports: string) => `
apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { type: ${type}, ports: [${ports}] }
---
`;

const listenersOf = (yaml: string) =>
  compileYaml(yaml).value.listeners.map(({ id, declaredPorts, chains }) => [
    id,
    declaredPorts,
    chains.map(({ tcp }) => tcp?.destinations.map(({ cluster }) => cluster)),
  ]);

test.each(['NodePort', 'LoadBalancer'])('the node ports of a Service of type %s are listened on', (type) => {
  const ports =
    '{ name: a, port: 80, nodePort: 30007 }, { name: b, port: 81 }, { name: c, port: 82, protocol: UDP, nodePort: 30008 }';
  expect(listenersOf(service('oven', type, ports))).toEqual([
    ['node-port_30007', [30007], [['outbound|80||oven.default.svc.cluster.local']]],
  ]);
});

test('other types have none', () => {
  expect(listenersOf(service('oven', 'ClusterIP', '{ port: 80 }'))).toEqual([]);
});
