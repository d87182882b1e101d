import type { BackendTlsPolicySpec } from '../../resource/gateway-api/backend-tls-policy.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Diagnostic } from '../../text/diagnostic.ts';
import type { Snapshot } from '../snapshot.ts';
import type { ResourceStatus } from '../status.ts';
import type { FoundObject } from './attached.ts';
import { byAge, gatewayApiGroup, judged, type Verdict } from './conditions.ts';
import type { FoundObjects, Unfound } from './found-objects.ts';

type Policy = Resource<BackendTlsPolicySpec>;

/** A BackendTLSPolicy with what has been found out about it; its targets are Services of its own namespace. */
export type PolicyState = {
  readonly policy: Policy;
  /** Targets (`namespace/name`, with the name of a port where one is meant) that are its own and not an older policy's. */
  readonly holds: readonly { readonly service: string; readonly port?: string }[];
  readonly authorities: readonly FoundObject[];
  /** Why it is not accepted: then nothing may go to its targets in plain text either (reference 2.11). */
  readonly refused?: Verdict;
  readonly unresolved?: Verdict;
};

/** Works out every policy: whose a target is where several name it, and whether its authorities can be used. */
export const backendTlsOf = (
  snapshot: Snapshot,
  objects: FoundObjects,
): { readonly policies: readonly PolicyState[]; readonly diagnostics: readonly Diagnostic[] } => {
  const diagnostics: Diagnostic[] = [];
  const services = new Map(snapshot.services.map((one) => [`${one.namespace}/${one.name}`, one]));
  const taken = new Map<string, Policy>();
  const policies = [...snapshot.gatewayApi.backendTlsPolicies].sort(byAge).map((policy): PolicyState => {
    const tell = (verdict: Verdict, place: Diagnostic['place'], related?: Diagnostic['related']) =>
      diagnostics.push({
        severity: 'error',
        code: 'backend-tls/not-in-force',
        message: verdict.message,
        place,
        ...(related && { related }),
      });
    const holds: { readonly service: string; readonly port?: string }[] = [];
    let conflict: Verdict | undefined;
    let missing: Verdict | undefined;
    policy.spec.targetRefs.forEach(({ group, kind, name, sectionName }, index) => {
      const path = ['spec', 'targetRefs', index];
      const service = `${policy.namespace}/${name}`;
      const declared = group === '' && kind === 'Service' ? services.get(service) : undefined;
      const port = declared?.spec.ports?.some((one) => one.name === sectionName);
      if (declared === undefined || (sectionName !== undefined && !port)) {
        const what =
          group !== '' || kind !== 'Service'
            ? `a policy is for Services, and this is a ${kind}`
            : declared
              ? `the Service "${service}" has no port "${sectionName}"`
              : `there is no Service "${name}" in namespace "${policy.namespace}"`;
        const verdict: Verdict = { reason: 'TargetNotFound', message: `${what}; correct the target` };
        missing ??= verdict;
        tell(verdict, policy.at([...path, declared ? 'sectionName' : 'name']));
        return;
      }
      const key = `${service} ${sectionName ?? ''}`;
      const other = taken.get(key);
      if (other) {
        const message = `BackendTLSPolicy "${other.namespace}/${other.name}" is for the same target and comes first; remove one of the two`;
        const verdict: Verdict = { reason: 'Conflicted', message };
        conflict ??= verdict;
        tell(verdict, policy.at([...path, 'name']), [
          { message: 'the policy in force', place: other.at(['metadata', 'name']) },
        ]);
        return;
      }
      taken.set(key, policy);
      holds.push({ service, ...(sectionName !== undefined && { port: sectionName }) });
    });
    const { authorities, refused, unresolved } = authoritiesOf(policy, objects, tell);
    const lost = holds.length === 0 ? (conflict ?? missing) : undefined;
    const why = lost ?? refused;
    return { policy, holds, authorities, ...(why && { refused: why }), ...(unresolved && { unresolved }) };
  });
  return { policies, diagnostics };
};

const authoritiesOf = (
  policy: Policy,
  objects: FoundObjects,
  tell: (verdict: Verdict, place: Diagnostic['place']) => void,
): Pick<PolicyState, 'authorities' | 'refused' | 'unresolved'> => {
  const { caCertificateRefs = [], wellKnownCACertificates } = policy.spec.validation;
  const path = ['spec', 'validation'];
  if ((caCertificateRefs.length === 0) === (wellKnownCACertificates === undefined)) {
    const message = 'a policy says either "caCertificateRefs" or "wellKnownCACertificates"; write one of them';
    const refused = { reason: 'Invalid', message };
    tell(refused, policy.keyAt(path));
    return { authorities: [], refused };
  }
  if (wellKnownCACertificates !== undefined) {
    if (wellKnownCACertificates === 'System') return { authorities: [] };
    const message = `there are no authorities called "${wellKnownCACertificates}" here; write "System"`;
    const refused = { reason: 'Invalid', message };
    tell(refused, policy.at([...path, 'wellKnownCACertificates']));
    return { authorities: [], refused };
  }
  const authorities: FoundObject[] = [];
  let unresolved: Verdict | undefined;
  caCertificateRefs.forEach((ref, index) => {
    const at = [...path, 'caCertificateRefs', index];
    const one: FoundObject | Unfound = objects.authorities(ref, policy, at);
    if (!('why' in one)) {
      authorities.push(one);
      return;
    }
    unresolved ??= { reason: one.why === 'kind' ? 'InvalidKind' : 'InvalidCACertificateRef', message: one.message };
    tell(unresolved, policy.at([...at, 'name']));
  });
  const none = {
    reason: 'NoValidCACertificate',
    message: 'none of its authorities can be used, so that nothing is sent',
  };
  return { authorities, ...(authorities.length === 0 && { refused: none }), ...(unresolved && { unresolved }) };
};

/** The status of a policy: one entry for each Gateway through which one of its targets is reached (reference 1.2). */
export const backendTlsStatus = (
  { policy, refused, unresolved }: PolicyState,
  gateways: readonly { readonly resource: Resource; readonly controller: string }[],
): ResourceStatus => {
  const { apiVersion, kind, namespace, name } = policy;
  const ancestors = gateways.map(({ resource, controller }) => ({
    ancestorRef: { group: gatewayApiGroup, kind: 'Gateway', namespace: resource.namespace, name: resource.name },
    controllerName: controller,
    conditions: [
      judged(policy, 'Accepted', 'Accepted', refused),
      judged(policy, 'ResolvedRefs', 'ResolvedRefs', unresolved),
    ],
  }));
  return { apiVersion, kind, namespace, name, status: { ancestors } };
};
