import type { ClientValidation } from '../../resource/gateway-api/gateway.ts';
import type { ListenerSpec } from '../../resource/gateway-api/listener.ts';
import type { Path } from '../../text/tree.ts';
import type { FoundObject, ListenerTls, RouteKind } from './attached.ts';
import { gatewayApiGroup } from './conditions.ts';
import type { FoundObjects, Unfound } from './found-objects.ts';
import { endsTls, type ListenerFault, type ListenerState } from './listener-state.ts';

/** Finds out what a listener alone can tell (reference 2.2): its protocol, the kinds of its routes, its certificates, its clients'. */
export const checkListener = (listener: ListenerState, objects: FoundObjects): void => {
  const { spec, owner, path } = listener;
  const kinds = kindsOf(spec);
  if (kinds === undefined) {
    listener.refused = {
      reason: 'UnsupportedProtocol',
      message: `"${spec.protocol}" is no protocol that is served here; use HTTP, HTTPS, TLS, TCP or UDP`,
      place: owner.at([...path, 'protocol']),
    };
    return;
  }
  const written = spec.allowedRoutes?.kinds ?? [];
  const wrong: number[] = [];
  const named = written.flatMap(({ group = gatewayApiGroup, kind }, index) => {
    const known = group === gatewayApiGroup ? kinds.find((one) => one === kind) : undefined;
    if (known === undefined) wrong.push(index);
    return known === undefined ? [] : [known];
  });
  listener.supportedKinds = written.length === 0 ? kinds : [...new Set(named)];
  if (wrong[0] !== undefined) {
    const kind = written[wrong[0]]?.kind ?? '';
    listener.unresolved.push({
      reason: 'InvalidRouteKinds',
      message: `a ${kind} cannot attach to a listener for ${spec.protocol}${modeText(spec)}; name ${kinds.join(' or ')}`,
      place: owner.at([...path, 'allowedRoutes', 'kinds', wrong[0]]),
    });
  }
  if (endsTls(spec)) checkTls(listener, objects);
};

const modeText = ({ protocol, tls }: ListenerSpec): string =>
  protocol === 'TLS' ? ` with mode ${tls?.mode ?? 'Terminate'}` : '';

const kindsOf = ({ protocol, tls }: ListenerSpec): readonly RouteKind[] | undefined => {
  if (protocol === 'HTTP' || protocol === 'HTTPS') return ['HTTPRoute', 'GRPCRoute'];
  if (protocol === 'TLS') return tls?.mode === 'Passthrough' ? ['TLSRoute'] : ['TLSRoute', 'TCPRoute'];
  if (protocol === 'TCP') return ['TCPRoute'];
  return protocol === 'UDP' ? ['UDPRoute'] : undefined;
};

const checkTls = (listener: ListenerState, objects: FoundObjects): void => {
  const { spec, owner, path } = listener;
  const refs = spec.tls?.certificateRefs ?? [];
  const at = [...path, 'tls', 'certificateRefs'];
  const { found, faults } = follow(refs, (ref, index) => objects.keyPair(ref, owner, [...at, index]));
  const [fault] = faults;
  const bad = (reason: string, message: string, place: ListenerFault['place']): ListenerFault => ({
    reason,
    message,
    place,
  });
  if (fault) {
    const reason = fault.why === 'grant' ? 'RefNotPermitted' : 'InvalidCertificateRef';
    listener.unresolved.push(bad(reason, fault.message, owner.at([...at, fault.index])));
  } else if (refs.length === 0) {
    const place = spec.tls ? owner.keyAt([...path, 'tls']) : owner.at([...path, 'protocol']);
    const message = `a listener for ${spec.protocol} needs a certificate; name a Secret under "tls.certificateRefs"`;
    listener.unresolved.push(bad('InvalidCertificateRef', message, place));
  }
  if (found.length === 0) {
    listener.unprogrammed = { reason: 'Invalid', message: 'it has no usable certificate' };
  }
  const validation = spec.protocol === 'HTTPS' ? validationOf(listener) : undefined;
  const clients = validation && checkClients(listener, validation.value, validation.path, objects);
  if (found.length > 0) listener.tls = { certificates: found, ...(clients && { clients }) };
};

type Validation = { readonly value: ClientValidation; readonly path: Path };

/** That of the port in place of the default, be it none (reference 1.3, `tls.frontend`). */
const validationOf = ({ gateway, spec }: ListenerState): Validation | undefined => {
  const { default: usual, perPort = [] } = gateway.spec.tls?.frontend ?? {};
  const index = perPort.findIndex(({ port }) => port === spec.port);
  const base = ['spec', 'tls', 'frontend'];
  const [value, path] =
    index < 0
      ? [usual?.validation, [...base, 'default', 'validation']]
      : [perPort[index]?.tls.validation, [...base, 'perPort', index, 'tls', 'validation']];
  return value && { value, path };
};

const checkClients = (
  listener: ListenerState,
  validation: ClientValidation,
  path: Path,
  objects: FoundObjects,
): ListenerTls['clients'] => {
  const { gateway } = listener;
  const at = [...path, 'caCertificateRefs'];
  const { found, faults } = follow(validation.caCertificateRefs, (ref, index) =>
    objects.authorities(ref, gateway, [...at, index]),
  );
  const [fault] = faults;
  if (fault) {
    const reasons = { grant: 'RefNotPermitted', kind: 'InvalidCACertificateKind' } as const;
    const reason =
      fault.why === 'grant' || fault.why === 'kind' ? reasons[fault.why] : ('InvalidCACertificateRef' as const);
    listener.unresolved.push({ reason, message: fault.message, place: gateway.at([...at, fault.index]) });
  }
  if (found.length > 0) return { required: validation.mode !== 'AllowInsecureFallback', authorities: found };
  listener.refused ??= {
    reason: 'NoValidCACertificate',
    message: 'no authority that its clients could be checked with is usable; correct "caCertificateRefs"',
    place: gateway.at(at),
  };
  return undefined;
};

const follow = <Ref>(
  refs: readonly Ref[],
  find: (ref: Ref, index: number) => FoundObject | Unfound,
): { readonly found: readonly FoundObject[]; readonly faults: readonly (Unfound & { readonly index: number })[] } => {
  const found: FoundObject[] = [];
  const faults: (Unfound & { readonly index: number })[] = [];
  refs.forEach((ref, index) => {
    const one = find(ref, index);
    if ('why' in one) faults.push({ ...one, index });
    else found.push(one);
  });
  return { found, faults };
};
