import { parseAllDocuments } from 'yaml';
import { failed, skipped, type Verdict } from './verdict.ts';

/** An Ingress file: scenarios of objects and requests, and objects that the API server accepts or refuses. */
export type IngressFile = {
  readonly scenarios: readonly {
    readonly id: string;
    readonly objects: readonly { readonly kind?: string }[];
    readonly cases: readonly { readonly id: string }[];
  }[];
  readonly validation: readonly { readonly id: string; readonly object: { readonly kind?: string } }[];
};

/** One test of the Gateway API's conformance suite as data. */
export type ConformanceFile = {
  readonly name: string;
  readonly manifests: string;
  readonly cases: readonly { readonly id: string }[];
  readonly statusExpect?: readonly unknown[];
  readonly steps?: readonly unknown[];
};

/** Kinds that these files are about and that Slipway does not serve yet. */
const laterKinds = new Set(
  'Ingress IngressClass GatewayClass HTTPRoute GRPCRoute TLSRoute TCPRoute UDPRoute ListenerSet BackendTLSPolicy ReferenceGrant'.split(
    ' ',
  ),
);

/** Every routing and validation case, skipped by the kind that is missing; a case without such a kind fails, because nothing here can judge it. */
export function judgeIngress(file: IngressFile): readonly Verdict[] {
  return [
    ...file.scenarios.flatMap((s) => s.cases.map((c) => skipOrFail(c.id, kindsOf(s.objects)))),
    ...file.validation.map((v) => skipOrFail(v.id, kindsOf([v.object]))),
  ];
}

/** Every request and every status expectation of one conformance test, skipped by the kind that is missing. */
export function judgeConformance(file: ConformanceFile): readonly Verdict[] {
  const kinds = parseAllDocuments(file.manifests).map((d) => String((d.toJS() as { kind?: string } | null)?.kind));
  // The Gateway of this suite is the Gateway API's; its routes say more about what is missing, so they are named first.
  const routes = kinds.filter((k) => laterKinds.has(k));
  const named = routes.length > 0 ? routes : kinds.includes('Gateway') ? ['Gateway (gateway.networking.k8s.io)'] : [];
  const status = (file.statusExpect ?? []).map((_, i) => `${file.name}/status-${i + 1}`);
  const steps = (file.steps ?? []).map((_, i) => `${file.name}/step-${i + 1}`);
  return [...file.cases.map((c) => c.id), ...status, ...steps].map((id) =>
    named[0] === undefined
      ? failed(id, ['cannot judge: no kind of this test is known here'])
      : skipped(id, `the kind ${named[0]}`),
  );
}

const kindsOf = (objects: readonly { readonly kind?: string }[]): readonly string[] =>
  objects.map((o) => String(o.kind));

function skipOrFail(id: string, kinds: readonly string[]): Verdict {
  const missing = ['Ingress', ...laterKinds].find((k) => kinds.includes(k));
  if (missing === undefined) return failed(id, [`cannot judge: none of the kinds ${kinds.join(', ')} is known here`]);
  return skipped(id, `the kind ${missing}`);
}
