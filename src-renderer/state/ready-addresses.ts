import type { RunningState } from '#contract/contract.ts';

/**
 * Where the gateway answers, as lines to paste into a shell: `INGRESS_HOST`, `INGRESS_PORT` and `SECURE_INGRESS_PORT`, as Istio's
 * documentation names them, and where the proxy of the mesh is open `http_proxy`. Empty where nothing is open.
 */
export const readyAddresses = (running: RunningState | undefined): string => {
  const open = (running?.gateway.listeners ?? []).filter(
    ({ bound, proxy }) => bound !== undefined && proxy === undefined,
  );
  const plain = open.find(({ protocol }) => /^(HTTP|HTTP2|GRPC|GRPC-WEB)$/i.test(protocol));
  const secure = open.find(({ protocol }) => /^(HTTPS|TLS)$/i.test(protocol));
  const host = (plain ?? secure ?? open[0])?.addresses[0];
  const mesh = running?.gateway.mesh;
  return [
    host !== undefined && `export INGRESS_HOST=${bracketed(host)}`,
    plain && `export INGRESS_PORT=${plain.bound}`,
    secure && `export SECURE_INGRESS_PORT=${secure.bound}`,
    mesh?.bound !== undefined && `export http_proxy=http://${bracketed(mesh.address)}:${mesh.bound}`,
  ]
    .filter((line) => typeof line === 'string')
    .join('\n');
};

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);
