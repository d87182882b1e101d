import { request } from 'node:http';
import type { Socket } from 'node:net';
import type { Failure, Result } from '#core/failure.ts';
import type { GatewayState } from '#core/traffic/gateway-state.ts';

/**
 * A connection as a workload of the mesh opens it: through the forward proxy, by CONNECT, so that host and port are where it was going
 * whatever its Host header says. The caller owns the socket; the failure says why there is none.
 */
export const openTunnel = (
  { mesh }: GatewayState,
  host: string,
  port: number,
  timeoutMs: number,
): Promise<Result<Socket>> => {
  if (mesh === undefined) {
    const message =
      'nothing in the documents is about the mesh, so its proxy is not running; add a ServiceEntry, or "mesh" to the gateways of a VirtualService';
    return Promise.resolve(failed('no-mesh', message));
  }
  if (mesh.bound === undefined) {
    const why = mesh.failure?.message ?? 'it is being closed';
    return Promise.resolve(failed('not-open', `the forward proxy of the mesh is not open: ${why}`));
  }
  const target = `${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`;
  return new Promise((done) => {
    const asked = request({
      host: mesh.address,
      port: mesh.bound,
      method: 'CONNECT',
      path: target,
      headers: { Host: target },
      agent: false,
      timeout: timeoutMs,
    });
    asked.on('connect', (response, socket, head) => {
      if (response.statusCode !== 200) {
        socket.destroy();
        return done(failed('no-tunnel', `the forward proxy of the mesh refuses "${target}" (${response.statusCode})`));
      }
      if (head.length > 0) socket.unshift(head);
      done({ ok: true, value: socket });
    });
    asked.on('response', (response) => {
      response.resume();
      done(failed('no-tunnel', `the forward proxy of the mesh refuses "${target}" (${response.statusCode})`));
    });
    asked.on('timeout', () => asked.destroy(new Error('it does not answer')));
    asked.on('error', (error) =>
      done(failed('broken-off', `the forward proxy of the mesh broke off: ${error.message}`)),
    );
    asked.end();
  });
};

const failed = (what: string, message: string): { readonly ok: false; readonly failure: Failure } => ({
  ok: false,
  failure: { code: `gateway/${what}`, message },
});
