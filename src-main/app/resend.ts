import type { RequestInput, Resent } from '#contract/contract.ts';
import type { Result } from '#core/failure.ts';
import type { Table } from '#core/route/table.ts';
import { redacted } from '#core/traffic/redact-lines.ts';
import { requestOf } from '#core/traffic/request-of.ts';
import type { SendMore, sendThrough } from './send.ts';
import { gone } from './traffic/gone.ts';
import type { Stored } from './traffic/stored.ts';
import type { Traffic } from './traffic.ts';

type Resend = {
  readonly traffic: Traffic;
  readonly table: Table;
  readonly send: (input: RequestInput, more: SendMore) => ReturnType<typeof sendThrough>;
};

/** How long a record may take behind its reply. */
const recordMs = 500;

/**
 * Sends a recorded request once more, with what `change` says in place of its parts, and names the exchange that came of it: the one that
 * came from the port that was sent from.
 */
export const resend = async (
  id: number,
  change: Partial<RequestInput>,
  { traffic, table, send }: Resend,
): Promise<Result<Resent>> => {
  const stored = traffic.find(id);
  if (stored === undefined) return { ok: false, failure: gone };
  const made = resendInput(stored, change, table);
  if (!made.ok) return made;
  const { input, bytes } = made.value;
  let from: string | undefined;
  const came = traffic.next(({ downstreamRemote }) => downstreamRemote === from);
  try {
    const reply = await send(input, {
      ...(bytes && { body: bytes }),
      local: (address) => {
        from = address;
      },
    });
    if (!reply.ok) return reply;
    const known = from === undefined ? undefined : await came.within(recordMs);
    return { ok: true, value: { ...reply.value, ...(known !== undefined && { id: known }) } };
  } finally {
    came.stop();
  }
};

type Made = { readonly input: RequestInput; readonly bytes?: Uint8Array };

/**
 * The request of a recorded exchange, to be sent again. Header values that read `[redacted]` in the change become those that were
 * recorded, one by one where a name comes several times. Fails where the body has to be the recorded one and only its beginning was kept.
 */
export const resendInput = (
  { exchange, requestBody }: Stored,
  change: Partial<RequestInput>,
  table: Table,
): Result<Made> => {
  if (exchange.protocol === '-' || exchange.method === '' || exchange.method === '-')
    return failed('traffic/not-a-request', 'this was a connection without HTTP: there is no request to send again');
  const { method, url, headers } = requestOf(exchange, table);
  const changed = change.headers && fillIn(change.headers, headers);
  const via = change.via ?? (exchange.proxy === undefined ? undefined : 'mesh');
  const input = {
    method: change.method ?? method,
    url: change.url ?? url,
    headers: changed ?? headers,
    ...(via && { via }),
  };
  if (exchange.stream === 'websocket' && input.headers.some(([name]) => name.toLowerCase() === 'upgrade'))
    return failed(
      'traffic/not-a-request',
      'this began a WebSocket, which one request does not bring back: copy it as curl, or use the client that opened it',
    );
  if (change.body !== undefined) {
    // What was written is not encoded as what was recorded, unless whoever wrote it says so.
    const plain = changed ?? headers.filter(([name]) => name.toLowerCase() !== 'content-encoding');
    return { ok: true, value: { input: { ...input, headers: plain, body: change.body } } };
  }
  // What a WebSocket received are messages.
  if (exchange.bytesReceived === 0 || exchange.stream === 'websocket') return { ok: true, value: { input } };
  if (requestBody === undefined || requestBody.bytes.length < exchange.bytesReceived)
    return failed(
      'traffic/body-not-kept',
      `of the body of ${exchange.bytesReceived} bytes not everything was kept: give a body, or let more of each be recorded`,
    );
  return { ok: true, value: { input, bytes: requestBody.bytes } };
};

type Pair = readonly [name: string, value: string];

const fillIn = (changed: readonly Pair[], recorded: readonly Pair[]): readonly Pair[] => {
  const left = [...recorded];
  return changed.map(([name, value]) => {
    const at = left.findIndex(([one]) => one.toLowerCase() === name.toLowerCase());
    const [own] = at < 0 ? [] : left.splice(at, 1);
    return value === redacted && own ? ([name, own[1]] as const) : ([name, value] as const);
  });
};

const failed = (code: string, message: string) => ({ ok: false, failure: { code, message } }) as const;
