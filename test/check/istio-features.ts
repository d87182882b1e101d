import { parseAllDocuments } from 'yaml';

type Data = { readonly [key: string]: unknown };

/** One request of a behaviour case, as the file writes it. */
export type BehaviourRequest = {
  readonly method: string;
  readonly host: string | null;
  readonly port: number;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly scheme?: string;
  readonly via?: string;
  readonly httpVersion?: string;
  readonly clientIp?: string;
};

/** Kinds and route fields that later work brings, with the name under which a skip reports them. */
const laterKinds: Readonly<Record<string, string>> = {
  Sidecar: 'mesh',
};
/** Of a DestinationRule's `trafficPolicy`, wherever it stands. */
const laterPolicies: Readonly<Record<string, string>> = {
  tls: 'upstream tls',
  portLevelSettings: 'traffic policies of ports',
  tunnel: 'tunnels',
  proxyProtocol: 'the PROXY protocol',
};

/** The first feature that the documents or requests of a case use and that does not exist yet; judged by what they say, never by the case's name. */
export function missingFeature(
  resources: string,
  requests: readonly BehaviourRequest[],
  meshConfig: Data | undefined,
): string | undefined {
  for (const { via, method, scheme } of requests) {
    if (via === 'sidecar') return 'mesh';
    if (method === 'TCP') return 'tcp';
    if (scheme === 'https') return 'tls';
  }
  if (meshConfig && 'outboundTrafficPolicy' in meshConfig) return 'mesh';
  for (const document of parseAllDocuments(resources)) {
    const value = document.toJS() as Data | null;
    const later = laterKinds[String(value?.kind)];
    if (later !== undefined) return later;
    const spec = (value?.spec ?? {}) as Data;
    if (value?.kind === 'DestinationRule') {
      for (const owner of [spec, ...((spec.subsets ?? []) as readonly Data[])])
        for (const [field, feature] of Object.entries(laterPolicies))
          if (field in ((owner.trafficPolicy ?? {}) as Data)) return feature;
    }
  }
  return undefined;
}
