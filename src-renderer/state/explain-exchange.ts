import type { Exchange } from '#core/traffic/exchange.ts';
import { requestOf } from '#core/traffic/request-of.ts';
import type { Stores } from './stores.ts';

/** The same of a row, whose headers are asked for; does nothing where they are no longer kept, or main is away. */
export const explainRow = async (
  stores: Pick<Stores, 'wire' | 'request' | 'navigation' | 'running'>,
  id: number,
): Promise<void> => {
  const details = await stores.wire.call('traffic.details', { id }).catch(() => undefined);
  if (details?.ok) explainExchange(stores, details.value.exchange);
};

/** Opens the panel that explains, with a request as it was recorded, answered by what runs. */
export const explainExchange = (
  { request, navigation, running }: Pick<Stores, 'request' | 'navigation' | 'running'>,
  exchange: Exchange,
): void => {
  const { method, url, headers } = requestOf(exchange, running.getState().table);
  // What an egress gateway got began at a workload.
  const via = exchange.proxy === undefined ? 'gateway' : 'mesh';
  const about = { generation: exchange.generation, status: exchange.status };
  request.change({ method, url, headers, body: '', via, against: 'running', about, notes: [] });
  navigation.openPanel('explain');
};
