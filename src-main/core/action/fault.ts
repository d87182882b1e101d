import type { AbortWith, Fault } from '../route/table.ts';
import type { Dice } from '../world.ts';
import { happens, sayShare } from './chance.ts';

/** What of a fault has been drawn for one request. Not empty: a fault that does not fire is no fault. */
export type DrawnFault = { readonly delayMs?: number; readonly abort?: AbortWith };

/** What of a fault happens to one request: delay and abort are drawn one after the other, each for itself (reference 5.11). */
export const drawFault = ({ delay, abort }: Fault, dice: Dice): DrawnFault | undefined => {
  const delayed = delay !== undefined && happens(delay.perMillion, dice);
  const aborted = abort !== undefined && happens(abort.perMillion, dice);
  if (!delayed && !aborted) return undefined;
  return {
    ...(delayed && { delayMs: delay.ms }),
    ...(aborted && {
      abort: 'status' in abort ? { status: abort.status } : { grpcStatus: abort.grpcStatus, grpcName: abort.grpcName },
    }),
  };
};

/** `delay 50% by 2000 ms`, `abort 10% with 503`. */
export const explainFault = ({ delay, abort }: Fault): readonly string[] => [
  ...(delay ? [`delay ${sayShare(delay.perMillion)} by ${delay.ms} ms`] : []),
  ...(abort ? [`abort ${sayShare(abort.perMillion)} with ${sayAbort(abort)}`] : []),
];

/** `503`, or `gRPC status UNAVAILABLE`. */
export const sayAbort = (abort: AbortWith): string =>
  'status' in abort ? String(abort.status) : `gRPC status ${abort.grpcName}`;
