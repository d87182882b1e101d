import type { Exchange } from './exchange.ts';
import type { ExchangeDetails } from './exchange-details.ts';
import { maskHeaders, maskUrl } from './mask.ts';

/**
 * The same with `[redacted]` in place of secrets in paths, and in the URLs of header lines; the very same where there are none. For whoever
 * shows or copies an exchange: what was decided about it, and what is sent again, goes by what really came.
 */
export const hideUrls = (details: ExchangeDetails): ExchangeDetails => {
  const { sent, received } = details;
  const hidden: ExchangeDetails = {
    ...details,
    exchange: hideUrlsOf(details.exchange),
    ...(sent && { sent: { ...sent, path: maskUrl(sent.path), headers: maskHeaders(sent.headers) } }),
    ...(received && { received: { ...received, headers: maskHeaders(received.headers) } }),
  };
  return saysTheSame(hidden, details) ? details : hidden;
};

const hideUrlsOf = (exchange: Exchange): Exchange => ({
  ...exchange,
  path: maskUrl(exchange.path),
  requestHeaders: maskHeaders(exchange.requestHeaders),
  responseHeaders: maskHeaders(exchange.responseHeaders),
  ...(exchange.upstream && { upstream: { ...exchange.upstream, path: maskUrl(exchange.upstream.path) } }),
});

const saysTheSame = (one: ExchangeDetails, other: ExchangeDetails): boolean => {
  const before = textsOf(other);
  return textsOf(one).every((text, i) => text === before[i]);
};

const textsOf = ({ exchange, sent, received }: ExchangeDetails): readonly (string | undefined)[] => [
  exchange.path,
  exchange.upstream?.path,
  sent?.path,
  ...exchange.requestHeaders,
  ...exchange.responseHeaders,
  ...(sent?.headers ?? []),
  ...(received?.headers ?? []),
];
