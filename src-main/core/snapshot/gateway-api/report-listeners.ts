import type { Resource } from '../../resource/resource.ts';
import type { Diagnostic } from '../../text/diagnostic.ts';
import type { ListenerFault, ListenerState } from './listener-state.ts';

const codes: Readonly<Record<string, string>> = {
  UnsupportedProtocol: 'listener/protocol',
  HostnameConflict: 'listener/conflict',
  ProtocolConflict: 'listener/conflict',
  PortUnavailable: 'listener/port-taken',
  InvalidRouteKinds: 'listener/route-kinds',
  InvalidCertificateRef: 'listener/certificate',
  InvalidCACertificateRef: 'listener/authorities',
  InvalidCACertificateKind: 'listener/authorities',
  NoValidCACertificate: 'listener/authorities',
  RefNotPermitted: 'reference/not-permitted',
};

/** What is wrong with listeners, at the place where it can be put right. */
export const reportListeners = (listeners: readonly ListenerState[], diagnostics: Diagnostic[]): void => {
  const told = new Set<string>();
  const tell = ({ reason, message, place, related }: ListenerFault, { kind }: Resource): void => {
    const code = codes[reason] ?? 'listener/invalid';
    // What the Gateway says for all its listeners is wrong once.
    const key = `${code} ${place.file} ${place.range[0]}`;
    if (told.has(key)) return;
    told.add(key);
    const severity = reason === 'PortUnavailable' || reason === 'InvalidRouteKinds' ? 'warning' : 'error';
    diagnostics.push({
      severity,
      code,
      // Istio's analyzer reads the conditions of Gateways, not those of ListenerSets.
      ...(kind === 'Gateway' && { istio: 'IST0171' }),
      message,
      place,
      ...(related && { related: [related] }),
    });
  };
  for (const { refused, unresolved, overlapping, owner, path } of listeners) {
    for (const fault of unresolved) tell(fault, owner);
    // Without a single authority the reference itself has been told.
    if (refused && !(unresolved.length > 0 && refused.reason === 'NoValidCACertificate')) tell(refused, owner);
    if (overlapping) {
      diagnostics.push({
        severity: 'information',
        code: 'listener/overlapping-tls',
        message: `${overlapping}; give them names that do not overlap, or one certificate for each`,
        place: owner.at([...path, 'name']),
      });
    }
  }
};
