import { build } from '#core/build.ts';
import type { GatewayOptions } from '../../src-main/gateway/gateway.ts';
import { createLocalCa } from '../../src-main/gateway/tls/local-ca.ts';
import { type Rig, startRig } from './rig.ts';

export const localCa = createLocalCa({ clock: Date.now });

/** A gateway with documents, on ports that the system chooses: `open` tells by the declared one which. */
export async function startNamed(
  yaml: string,
  options: Partial<GatewayOptions> = {},
): Promise<Rig & { readonly open: (declared: number) => number }> {
  const { table, secrets } = build([{ file: 'routes.yaml', text: yaml }]);
  const ports = Object.fromEntries(
    table.listeners.flatMap(({ declaredPorts }) => declaredPorts.map((port) => [String(port), 0] as const)),
  );
  const local = { ...table, settings: { ...table.settings, addresses: ['127.0.0.1'], ports } };
  const rig = await startRig(local, { localCa, ...options });
  await rig.gateway.apply(local, secrets);
  const open = (declared: number) => rig.gateway.state().listeners.find(({ port }) => port === declared)?.bound ?? 0;
  return { ...rig, open };
}

/** HTTP on 80 and HTTPS on 443 for one host whose service is at a port of this machine. */
export const site = (host: string, port: number, tls = '{ mode: SIMPLE, credentialName: none }'): string => `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  servers:
  - { port: { number: 80, name: http, protocol: HTTP }, hosts: ['*'] }
  - { port: { number: 443, name: https, protocol: HTTPS }, hosts: ['${host}'], tls: ${tls} }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: site }
spec:
  hosts: ['${host}']
  gateways: [main]
  http:
  - match: [{ uri: { prefix: /moved } }]
    redirect: { scheme: https, uri: /new }
  - route: [{ destination: { host: site, port: { number: 80 } } }]
---
apiVersion: slipway.dev/v1
kind: LocalService
metadata: { name: site }
spec: { ports: [{ port: 80, address: '127.0.0.1:${port}' }] }
`;
