import type { Events, Handlers, OutputOf, RequestInput } from '#contract/contract.ts';
import { harEntry, harText } from '#core/traffic/har.ts';
import { requestOf } from '#core/traffic/request-of.ts';
import { emptySheet, sheetOf } from '#core/traffic/row-sheet.ts';

type Exchange = OutputOf<'traffic.list'>[number];
type News = Events['traffic'];
type Calls = 'traffic.rows' | 'traffic.list' | 'traffic.details' | 'traffic.har';
type Again =
  | { readonly ok: true; readonly value: RequestInput }
  | { readonly ok: false; readonly failure: { readonly code: string; readonly message: string } };

/** The log of traffic that main would keep; it forgets nothing by itself. */
export type FakeTraffic = {
  readonly all: () => readonly Exchange[];
  readonly add: (batch: readonly Exchange[]) => News;
  readonly clear: () => News;
  readonly again: (id: number, change?: Partial<RequestInput>) => Again;
  readonly handlers: Pick<Handlers, Calls>;
};

export const createFakeTraffic = (): FakeTraffic => {
  let exchanges: readonly Exchange[] = [];
  let first = 0;
  const find = (id: number) => exchanges.find((one) => one.id === id);
  return {
    all: () => exchanges,
    add: (batch) => {
      const place = first + exchanges.length;
      exchanges = [...exchanges, ...batch];
      return { first: place, rows: sheetOf(batch), changed: [], kept: first };
    },
    clear: () => {
      first += exchanges.length;
      exchanges = [];
      return { first, rows: emptySheet, changed: [], kept: first };
    },
    again: (id, change = {}) => {
      const exchange = find(id);
      if (exchange === undefined) return gone;
      const via = exchange.proxy === undefined ? {} : ({ via: 'mesh' } as const);
      return { ok: true, value: { ...requestOf(exchange, undefined), ...via, ...change } };
    },
    handlers: {
      'traffic.rows': async ({ from, count }) => {
        const begin = Math.max(from, first);
        const rows = sheetOf(exchanges.slice(begin - first, begin - first + count));
        return { first: begin, rows, kept: first, next: first + exchanges.length };
      },
      'traffic.list': async ({ last }) => exchanges.slice(-last),
      'traffic.har': async ({ ids, reveal = false }) => {
        const wanted = exchanges.filter(({ id }) => ids?.includes(id) ?? true);
        const entries = wanted.flatMap((one) => harEntry(detailsOf(one), { reveal }) ?? []);
        return {
          ok: true,
          value: { text: harText(entries, 'fake'), entries: entries.length, left: wanted.length - entries.length },
        };
      },
      'traffic.details': async ({ id }) => {
        const exchange = find(id);
        return exchange === undefined ? gone : { ok: true, value: detailsOf(exchange) };
      },
    },
  };
};

const gone = {
  ok: false,
  failure: { code: 'traffic/gone', message: 'this exchange is no longer kept: newer ones have taken its place' },
} as const;

/** A service that answers JSON about what it was asked, and forwards what it got. */
const detailsOf = (exchange: Exchange): Extract<OutputOf<'traffic.details'>, { readonly ok: true }>['value'] => {
  const { upstream, method, path, authority, requestHeaders, status, responseHeaders, bytesReceived } = exchange;
  const answer = JSON.stringify({ method, path, host: authority });
  return {
    exchange,
    ...(bytesReceived > 0 && {
      requestBody: { content: btoa('x'.repeat(bytesReceived)), size: bytesReceived, truncated: false },
    }),
    responseBody: {
      content: btoa(answer),
      size: answer.length,
      truncated: false,
      contentType: 'application/json',
    },
    ...(upstream && {
      sent: {
        method,
        path: upstream.path,
        authority: upstream.authority,
        headers: [...requestHeaders, 'x-forwarded-for', '127.0.0.1', 'x-request-id', exchange.requestId],
      },
      received: { status, headers: responseHeaders },
    }),
  };
};
