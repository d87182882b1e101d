/** Envoy's response code details in words (its documentation has the list), and those of this gateway. */
const words: Readonly<Record<string, string>> = {
  via_upstream: 'the service answered',
  direct_response: 'the route answered by itself',
  route_not_found: 'no host or no route takes this request',
  cluster_not_found: 'the route leads to a service that nothing declares',
  no_healthy_upstream: 'the service has no address here that can be asked',
  response_timeout: 'the service took longer than the route allows',
  upstream_response_timeout: 'the service took longer than the route allows',
  upstream_per_try_timeout: 'the last attempt took longer than one attempt may',
  filter_chain_not_found: 'no server of this port takes the connection: its name or its protocol fits none',
  missing_host_header: 'the request names no host',
  missing_path_rejected: 'the request has no path',
  absolute_path_rejected: 'the path does not start with a slash',
  path_normalization_failed: 'the path cannot be brought into its normal form',
  request_headers_too_large: 'the headers of the request are too large',
  too_many_headers: 'the request has too many headers',
  request_payload_exceeded_retry_buffer_limit: 'the body is too large to be kept for another attempt',
  low_version: 'the client speaks HTTP/1.0 or older',
  upgrade_failed: 'the service refused to change the protocol',
  not_http: 'this port passes bytes through without reading HTTP',
  downstream_remote_disconnect: 'the client went away before the answer was complete',
  internal_error: 'a bug in the gateway: its log says more',
  fault_filter_abort: 'aborted on purpose, by a fault of the route',
};

/** What the details of an answer say; undefined for what has no words here. The part in braces that Envoy adds does not count. */
export const reasonWords = (details: string): string | undefined => {
  const plain = /^[a-z0-9_]+/.exec(details)?.[0] ?? '';
  return Object.hasOwn(words, plain) ? words[plain] : undefined;
};
