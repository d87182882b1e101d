import { perMillionOf } from '../../action/chance.ts';
import { grpcCodes } from '../../resource/istio/grpc-codes.ts';
import type { FaultInjection } from '../../resource/istio/http-policy.ts';
import type { AbortWith, Fault } from '../table.ts';

/**
 * What can happen of a fault (reference 5.11); absent where nothing can. Without a percentage a fault happens to nobody, but a delay
 * falls back to the old `percent`.
 */
export const translateFault = ({ delay, abort }: FaultInjection): Fault | undefined => {
  const delayed = delay?.percentage ? (delay.percentage.value ?? 0) : (delay?.percent ?? 0);
  const ms = delay?.fixedDelay;
  const aborted = abort?.percentage?.value ?? 0;
  const abortWith = abort && translateAbort(abort);
  const parts: Fault = {
    ...(ms !== undefined && perMillionOf(delayed) > 0 && { delay: { perMillion: perMillionOf(delayed), ms } }),
    ...(abortWith && perMillionOf(aborted) > 0 && { abort: { perMillion: perMillionOf(aborted), ...abortWith } }),
  };
  return parts.delay || parts.abort ? parts : undefined;
};

const translateAbort = ({ httpStatus, grpcStatus }: NonNullable<FaultInjection['abort']>): AbortWith | undefined => {
  if (httpStatus !== undefined) return { status: httpStatus };
  const code = grpcStatus === undefined ? undefined : grpcCodes.get(grpcStatus);
  return grpcStatus === undefined || code === undefined ? undefined : { grpcStatus: code, grpcName: grpcStatus };
};
