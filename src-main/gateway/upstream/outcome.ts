import { headerValue } from '#core/match/header-value.ts';
import type { HeaderLines } from '#core/route/facts.ts';
import type { Host, Outcome } from './host.ts';
import type { UpgradeCall, UpgradeReceiver } from './upgrade.ts';
import type { UpstreamCall, UpstreamFailure, UpstreamReceiver, UpstreamRequest } from './upstream.ts';

/** Hears how attempts went. */
export type Note = (host: Host, outcome: Outcome) => void;

/** Sends with an ear on how it goes (Envoy's router, putHttpResponseCode and putResult). */
export function watchCall(
  host: Host,
  note: Note,
  request: UpstreamRequest,
  to: UpstreamReceiver,
  send: (to: UpstreamReceiver) => UpstreamCall,
): UpstreamCall {
  let headed = false;
  // Written out, because this is on the way of every request.
  const call = send({
    chunk: to.chunk,
    end: to.end,
    proceed: to.proceed,
    head: (status, headers) => {
      headed = true;
      note(host, { is: 'answer', status: statusOf(request, status, headers) });
      to.head(status, headers);
    },
    failed: (failure) => {
      noteFailure(host, note, failure);
      to.failed(failure);
    },
  });
  return {
    pause: call.pause,
    resume: call.resume,
    localAddress: call.localAddress,
    abort: giveUp(host, note, call, () => headed),
  };
}

/** The same for a tunnel. */
export async function watchUpgrade(
  host: Host,
  note: Note,
  to: UpgradeReceiver,
  send: (to: UpgradeReceiver) => Promise<UpgradeCall>,
): Promise<UpgradeCall> {
  let headed = false;
  const answered = (status: number) => {
    headed = true;
    note(host, { is: 'answer', status });
  };
  const call = await send({
    ...to,
    switched: (headers) => {
      answered(101);
      return to.switched(headers);
    },
    refused: (status, headers) => {
      answered(status);
      to.refused(status, headers);
    },
    failed: (failure) => {
      noteFailure(host, note, failure);
      to.failed(failure);
    },
  });
  return { ...call, abort: giveUp(host, note, call, () => headed) };
}

/** A limit of time blames the host only where the request had got to it and nothing had come back. */
const giveUp =
  (host: Host, note: Note, call: UpstreamCall | UpgradeCall, headed: () => boolean) =>
  (why?: 'timeout'): void => {
    if (why === 'timeout' && !headed() && call.localAddress() !== undefined)
      note(host, { is: 'local', why: 'timeout' });
    call.abort();
  };

/** A limit of the cluster says nothing about the host. */
function noteFailure(host: Host, note: Note, { reason }: UpstreamFailure): void {
  if (reason === 'overflow') return;
  const connecting = reason === 'remote connection failure' || reason === 'connection timeout';
  note(host, { is: 'local', why: connecting ? 'connect' : 'reset' });
}

/** The status that a gRPC answer without messages means; one that stands in its trailers is not looked at, as in Envoy. */
function statusOf(request: UpstreamRequest, status: number, headers: HeaderLines): number {
  if (!headerValue(request.headers, 'content-type')?.startsWith('application/grpc')) return status;
  const code = headerValue(headers, 'grpc-status');
  return code === undefined ? status : (grpcStatuses[Number(code)] ?? 500);
}

/** Envoy's grpcToHttpStatus, by code. */
const grpcStatuses = [200, 499, 500, 400, 504, 404, 409, 403, 429, 400, 409, 400, 501, 500, 503, 500, 401];
