import type { UpstreamFailure } from '../upstream/upstream.ts';

/** Reference 8.3: the reply to a service that gave none. `retried`: the request had been sent before. */
export function resetReply(
  { reason, transport }: UpstreamFailure,
  retried = false,
): {
  readonly status: number;
  readonly flag: string;
  readonly details: string;
  readonly body: string;
  readonly overloaded?: true;
} {
  const why = transport === undefined ? reason : `${reason}, transport failure reason: ${transport}`;
  const inner = (transport === undefined ? reason : `${reason}|${transport}`).replaceAll(' ', '_');
  const flags = {
    'remote connection failure': 'UF',
    'connection timeout': 'UF',
    'connection termination': 'UC',
    'protocol error': 'UPE',
    'remote reset': 'UR',
    'remote refused stream reset': 'UR',
    overflow: 'UO',
  };
  const latest = retried ? 'retried and the latest reset reason' : 'reset reason';
  return {
    status: reason === 'protocol error' ? 502 : 503,
    flag: flags[reason],
    details: `upstream_reset_before_response_started{${inner}}`,
    body: `upstream connect error or disconnect/reset before headers. ${latest}: ${why}`,
    ...(reason === 'overflow' && { overloaded: true }),
  };
}
