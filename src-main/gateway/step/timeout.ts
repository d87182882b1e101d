/** The limit of one request (reference 5.9), in milliseconds; absent when there is none. */
export function timeoutOf(routeMs: number | undefined, headers: readonly string[]): number | undefined {
  let grpcMs: number | undefined;
  let isGrpc = false;
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i];
    if (name === 'grpc-timeout') grpcMs = grpcTimeout(headers[i + 1] as string);
    else if (name === 'content-type') isGrpc = (headers[i + 1] as string).startsWith('application/grpc');
  }
  if (!isGrpc || grpcMs === undefined) return routeMs;
  // Without a limit of the route the client's own counts; it never lifts the route's.
  return routeMs === undefined ? grpcMs : Math.min(routeMs, grpcMs);
}

/** gRPC over HTTP/2, "Timeout": up to eight digits and a unit. */
function grpcTimeout(value: string): number | undefined {
  const found = /^(\d{1,8})([HMSmun])$/.exec(value);
  if (!found) return undefined;
  const amount = Number(found[1]);
  switch (found[2]) {
    case 'H':
      return amount * 3_600_000;
    case 'M':
      return amount * 60_000;
    case 'S':
      return amount * 1000;
    case 'm':
      return amount;
    case 'u':
      return Math.ceil(amount / 1000);
    default:
      return Math.ceil(amount / 1_000_000);
  }
}

/** node's timers hold 31 bits; a longer limit is as good as none. */
const longest = 0x7fffffff;

/** One limit that starts when the request is complete and is stopped when the reply is. */
export type Limit = { readonly start: () => void; readonly stop: () => void };

export function createLimit(ms: number | undefined, expired: () => void): Limit | undefined {
  if (ms === undefined || ms <= 0 || ms > longest) return undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  return {
    start: () => {
      if (!stopped) timer ??= setTimeout(expired, ms);
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
