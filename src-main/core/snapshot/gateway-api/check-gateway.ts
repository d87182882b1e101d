import type { GatewaySpec } from '../../resource/gateway-api/gateway.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Diagnostic } from '../../text/diagnostic.ts';
import type { GatewayAddresses } from './addresses.ts';
import type { Verdict } from './conditions.ts';
import type { FoundObjects } from './found-objects.ts';
import type { GatewayFaults } from './gateway-status.ts';

/** What a Gateway says of itself as a whole: parameters, addresses, the certificate that services are shown. */
export const checkGateway = (
  gateway: Resource<GatewaySpec>,
  { unsupported, unusable }: GatewayAddresses,
  objects: FoundObjects,
  diagnostics: Diagnostic[],
): GatewayFaults => {
  const { infrastructure, tls } = gateway.spec;
  const tell = (code: string, { message }: Verdict, place: Diagnostic['place']) =>
    diagnostics.push({ severity: 'error', code, message, place });
  let refused: Verdict | undefined;
  const parameters = infrastructure?.parametersRef;
  if (parameters) {
    const message = `a ${parameters.kind} of "${parameters.group}" is not known here; remove "parametersRef"`;
    refused = { reason: 'InvalidParameters', message };
    tell('gateway/parameters', refused, gateway.at(['spec', 'infrastructure', 'parametersRef', 'kind']));
  }
  if (unsupported) tell('gateway/address', unsupported, gateway.at(unsupported.path));
  if (unusable) tell('gateway/address', unusable, gateway.at(unusable.path));
  refused ??= unsupported;
  const ref = tls?.backend?.clientCertificateRef;
  const at = ['spec', 'tls', 'backend', 'clientCertificateRef'];
  const found = ref && objects.keyPair(ref, gateway, at);
  if (found === undefined || !('why' in found))
    return { ...(refused && { refused }), ...(found && { clientCertificate: found }) };
  const reason = found.why === 'grant' ? 'RefNotPermitted' : 'InvalidClientCertificateRef';
  tell('gateway/client-certificate', { reason, message: found.message }, gateway.at([...at, 'name']));
  return { ...(refused && { refused }), unresolved: { reason, message: found.message } };
};
