import type { RequestInput } from '#contract/contract.ts';
import type { Result } from '#core/failure.ts';
import type { Table } from '#core/route/table.ts';
import type { ExchangeDetails } from '#core/traffic/exchange-details.ts';
import { requestOf } from '#core/traffic/request-of.ts';

/**
 * The request of a recorded exchange, to be sent again, with what `change` says in place of its parts.
 * Header values that read `[redacted]` in the change become those that were recorded, one by one where a name comes several times.
 * `details` are with their secrets. Fails where the body has to be the recorded one and only its beginning was kept.
 */
export const resendInput = (
  details: ExchangeDetails,
  change: Partial<RequestInput>,
  table: Table,
): Result<RequestInput> => {
  const { exchange, requestBody } = details;
  if (exchange.protocol === '-' || exchange.method === '')
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
  if (change.body !== undefined) return { ok: true, value: { ...input, body: change.body } };
  if (exchange.bytesReceived === 0) return { ok: true, value: input };
  if (requestBody === undefined || requestBody.truncated)
    return failed(
      'traffic/body-not-kept',
      `of the body of ${exchange.bytesReceived} bytes not everything was kept: give a body, or let more of each be recorded`,
    );
  return { ok: true, value: { ...input, body: Buffer.from(requestBody.content, 'base64').toString() } };
};

type Pair = readonly [name: string, value: string];

const fillIn = (changed: readonly Pair[], recorded: readonly Pair[]): readonly Pair[] => {
  const left = [...recorded];
  return changed.map(([name, value]) => {
    const at = left.findIndex(([one]) => one.toLowerCase() === name.toLowerCase());
    const [own] = at < 0 ? [] : left.splice(at, 1);
    return value === '[redacted]' && own ? ([name, own[1]] as const) : ([name, value] as const);
  });
};

const failed = (code: string, message: string) => ({ ok: false, failure: { code, message } }) as const;
