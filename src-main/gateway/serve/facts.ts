import type { Facts } from '#core/route/facts.ts';
import type { Request } from './message.ts';

/** Why a request cannot be asked about: answered before any route is looked at. `status` and `details` are Envoy's (reference 8.3). */
export type Unreadable = { readonly status: number; readonly details: string; readonly flag: string };

/** Reference 8.4. */
const lineLimit = 100;

/**
 * What the route table is asked about one request, or why it cannot be asked.
 * The authority of an absolute-form target replaces the Host header (RFC 9112 section 3.2.2).
 */
export function factsOf(request: Request, listener: string): Facts | Unreadable {
  const { headers, connection } = request;
  if (request.version === '1.0') return refused(426, 'low_version');
  if (headers.length > lineLimit * 2) return refused(431, 'too_many_headers');
  let host: string | undefined;
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] as string;
    if (name.length === 4 && name.toLowerCase() === 'host') {
      // Two Host lines are two readings of one request; whoever stands behind might choose the other.
      if (host !== undefined) return refused(400, 'http1.multiple_host_headers', 'DPE');
      host = headers[i + 1] as string;
    } else if (name.length === 17 && name.toLowerCase() === 'transfer-encoding') {
      if ((headers[i + 1] as string).toLowerCase() !== 'chunked')
        return refused(501, 'http1.invalid_transfer_encoding', 'DPE');
    }
  }
  let { target } = request;
  if (target.charCodeAt(0) !== slash) {
    const absolute = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/i.exec(target);
    if (absolute) {
      const [, scheme = '', authority = '', rest = ''] = absolute;
      if (scheme.toLowerCase() !== (connection.tls ? 'https' : 'http')) return refused(400, 'http1.scheme_mismatch');
      host = authority;
      target = rest.startsWith('/') ? rest : `/${rest}`;
    }
  }
  const client = connection.remoteAddress;
  const facts = { listener, tls: connection.tls, method: request.method, target, headers, client };
  if (connection.sni !== undefined)
    return host === undefined ? { ...facts, sni: connection.sni } : { ...facts, sni: connection.sni, authority: host };
  return host === undefined ? facts : { ...facts, authority: host };
}

const slash = 0x2f;

const refused = (status: number, details: string, flag = '-'): Unreadable => ({ status, details, flag });
