import type { Path } from '../../text/tree.ts';
import type { CheckReport } from '../kind.ts';
import type { ListenerSpec } from './listener.ts';

/**
 * The rules of the CRDs of Gateway and ListenerSet about their listeners (reference 3), by their numbers there; all in both channels.
 * 21 (unique names) is the schema's. An HTTPS listener without `tls` passes here; it says of itself that it has no certificate.
 */
export const checkListeners = (listeners: readonly ListenerSpec[], report: CheckReport): void => {
  const seen = new Map<string, Path>();
  listeners.forEach((listener, index) => {
    const path = ['listeners', index];
    const { port, protocol, hostname } = listener;
    checkListener(listener, path, report);
    const key = JSON.stringify([port, protocol, hostname]);
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, [...path, 'name']);
      return;
    }
    const host = hostname === undefined ? 'every host' : `"${hostname}"`;
    const message = `there is a listener of ${protocol} for ${host} on port ${port} already; change or remove one`; // 22, 80
    report('listener/twice', message, [...path, 'name'], { related: { message: 'the other one', path: first } });
  });
};

const checkListener = ({ protocol, hostname, tls }: ListenerSpec, path: Path, report: CheckReport): void => {
  if (tls && ['HTTP', 'TCP', 'UDP'].includes(protocol)) {
    const secure = protocol === 'HTTP' ? 'HTTPS' : 'TLS';
    const remedy = protocol === 'UDP' ? 'remove it' : `write "protocol: ${secure}", or remove it`;
    report('listener/tls', `a listener of ${protocol} cannot have "tls"; ${remedy}`, [...path, 'tls'], { key: true }); // 17
  }
  if (protocol === 'HTTPS' && tls?.mode === 'Passthrough') {
    const message = 'a listener of HTTPS ends TLS itself; write "protocol: TLS", or "mode: Terminate"'; // 18
    report('listener/tls', message, [...path, 'tls', 'mode']);
  }
  if (protocol === 'TLS' && !tls) {
    const message = 'a listener of TLS needs "tls"; add it with "certificateRefs", or with "mode: Passthrough"'; // 19
    report('listener/tls', message, [...path, 'protocol']);
  }
  if (hostname !== undefined && (protocol === 'TCP' || protocol === 'UDP')) {
    const message = `a listener of ${protocol} sees no host names; remove "hostname"`; // 20
    report('listener/hostname', message, [...path, 'hostname'], { key: true });
  }
  if (tls && tls.mode !== 'Passthrough') {
    const { certificateRefs = [], options = {} } = tls;
    if (certificateRefs.length > 0 || Object.keys(options).length > 0) return;
    const message = 'a listener that ends TLS needs a certificate; name a Secret under "certificateRefs"'; // 23
    report('listener/tls', message, [...path, 'tls'], { key: true });
  }
};
