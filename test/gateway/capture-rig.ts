import { onTestFinished } from 'vitest';
import type { Table } from '#core/route/table.ts';
import type { Exchange } from '#core/traffic/exchange.ts';
import type { ExchangeDetails } from '#core/traffic/exchange-details.ts';
import type { TrafficNews } from '#core/traffic/traffic-row.ts';
import { createTraffic, type Traffic } from '../../src-main/app/traffic.ts';
import { type Rig, startRig } from './rig.ts';

export type CaptureRig = Rig & {
  readonly traffic: Traffic;
  readonly news: readonly TrafficNews[];
  /** Of the next exchange that is over, with what is secret. */
  readonly nextDetails: () => Promise<ExchangeDetails>;
  /** Of the next stream that opens. */
  readonly nextOpen: () => Promise<Exchange>;
};

/** A gateway whose exchanges are kept as the app keeps them. */
export async function startCaptureRig(table: Table, bodyBytes = 64 * 1024): Promise<CaptureRig> {
  const rig = await startRig(table);
  const news: TrafficNews[] = [];
  const traffic = createTraffic((one) => news.push(one));
  onTestFinished(() => traffic.close());
  rig.gateway.setCapture({ bodies: true, bodyBytes });
  rig.gateway.onExchange(traffic.add);
  const opened: Exchange[] = [];
  const waiting: ((exchange: Exchange) => void)[] = [];
  rig.gateway.onOpen((exchange, recorded) => {
    traffic.add(exchange, recorded);
    const next = waiting.shift();
    if (next) next(exchange);
    else opened.push(exchange);
  });
  return {
    ...rig,
    traffic,
    news,
    nextDetails: async () => {
      const { id } = await rig.nextExchange();
      const answer = await traffic.details(id, true);
      if (!answer.ok) throw new Error(answer.failure.message);
      return answer.value;
    },
    nextOpen: async () => opened.shift() ?? new Promise((resolve) => waiting.push(resolve)),
  };
}

/** What a captured body or message holds. */
export const textOf = (body: { readonly content: string } | undefined): string =>
  Buffer.from(body?.content ?? '', 'base64').toString();
