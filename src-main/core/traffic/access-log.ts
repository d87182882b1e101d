import type { Exchange } from './exchange.ts';

/** Istio's default line, absent values as `-`, with the line break (reference 8.5). */
export const accessLogText = (exchange: Exchange): string => {
  const { upstream } = exchange;
  return (
    `[${startTime(exchange)}] "${or(exchange.method)} ${or(exchange.path)} ${exchange.protocol}" ${exchange.status} ` +
    `${or(exchange.flags)} ${or(exchange.details)} ${or(exchange.terminationDetails)} "${or(upstream?.transportFailure)}" ` +
    `${exchange.bytesReceived} ${exchange.bytesSent} ${whole(exchange.durationMs)} ${or(serviceTime(exchange))} ` +
    `"${or(exchange.forwardedFor)}" "${or(exchange.userAgent)}" "${or(exchange.requestId)}" "${or(exchange.authority)}" ` +
    `"${or(upstream?.host)}" ${or(upstream?.cluster)} ${or(upstream?.localAddress)} ${or(exchange.downstreamLocal)} ` +
    `${or(exchange.downstreamRemote)} ${or(exchange.serverName)} ${or(exchange.route?.name)}\n`
  );
};

/** The same as one JSON object with Istio's keys, absent values as null, with the line break. Header values stay strings. */
export const accessLogJson = (exchange: Exchange): string => {
  const { upstream } = exchange;
  return `${JSON.stringify({
    start_time: startTime(exchange),
    route_name: orNull(exchange.route?.name),
    method: orNull(exchange.method),
    path: orNull(exchange.path),
    protocol: exchange.protocol,
    response_code: exchange.status,
    response_flags: or(exchange.flags),
    response_code_details: orNull(exchange.details),
    connection_termination_details: orNull(exchange.terminationDetails),
    bytes_received: exchange.bytesReceived,
    bytes_sent: exchange.bytesSent,
    duration: whole(exchange.durationMs),
    upstream_service_time: orNull(serviceTime(exchange)),
    x_forwarded_for: orNull(exchange.forwardedFor),
    user_agent: orNull(exchange.userAgent),
    request_id: orNull(exchange.requestId),
    authority: orNull(exchange.authority),
    upstream_host: orNull(upstream?.host),
    upstream_cluster: orNull(upstream?.cluster),
    upstream_local_address: orNull(upstream?.localAddress),
    downstream_local_address: orNull(exchange.downstreamLocal),
    downstream_remote_address: orNull(exchange.downstreamRemote),
    requested_server_name: orNull(exchange.serverName),
    upstream_transport_failure_reason: orNull(upstream?.transportFailure),
  })}\n`;
};

const or = (value: string | undefined): string => (value === undefined || value === '' ? '-' : value);

const orNull = (value: string | undefined): string | null => (value === undefined || value === '' ? null : value);

const whole = (milliseconds: number): number => Math.max(0, Math.floor(milliseconds));

const serviceTime = ({ upstream }: Exchange): string | undefined =>
  upstream?.serviceTimeMs === undefined ? undefined : String(whole(upstream.serviceTimeMs));

/** A clock that is far off must not stop the log: what a Date cannot say becomes the epoch. */
const startTime = ({ started }: Exchange): string => {
  const date = new Date(started);
  return Number.isNaN(date.getTime()) ? new Date(0).toISOString() : date.toISOString();
};
