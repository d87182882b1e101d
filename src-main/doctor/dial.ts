import { connect } from 'node:net';
import type { Dialled } from '#core/doctor/observations.ts';

/** Whether somebody takes a connection there; it is ended at once, and nothing is said on it. `unix://` with the path of a socket is one too. */
export const dial = (address: string, port: number, ms = dialMs): Promise<Dialled> =>
  new Promise((resolve) => {
    const socket = connect(
      address.startsWith('unix://') ? { path: address.slice('unix://'.length) } : { host: address, port },
    );
    const end = (how: Dialled): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(how);
    };
    const timer = setTimeout(() => end('late'), ms);
    socket.on('connect', () => end('open'));
    socket.on('error', (error: NodeJS.ErrnoException) => end(howOf(error)));
  });

const dialMs = 1_500;

const howOf = (error: NodeJS.ErrnoException): Dialled => {
  // With several addresses Node gathers what happened at each.
  const code = error instanceof AggregateError ? (error.errors[0] as NodeJS.ErrnoException).code : error.code;
  if (code === 'ECONNREFUSED' || code === 'ENOENT') return 'refused';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EAI_NODATA') return 'unresolved';
  return code === 'ETIMEDOUT' ? 'late' : 'unreachable';
};
