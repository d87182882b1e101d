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
  /** `null`: the client names no server. */
  readonly sni?: string | null;
  readonly via?: string;
  readonly sourceNamespace?: string;
  readonly httpVersion?: string;
  readonly clientIp?: string;
};

/** Of a DestinationRule's `trafficPolicy`, wherever it stands. */
const laterPolicies: Readonly<Record<string, string>> = {
  portLevelSettings: 'traffic policies of ports',
};

/** The first feature that the documents of a case use and that does not exist yet; judged by what they say, never by the case's name. */
export function missingFeature(resources: string): string | undefined {
  for (const document of parseAllDocuments(resources)) {
    const value = document.toJS() as Data | null;
    const spec = (value?.spec ?? {}) as Data;
    if (value?.kind === 'DestinationRule') {
      for (const owner of [spec, ...((spec.subsets ?? []) as readonly Data[])])
        for (const [field, feature] of Object.entries(laterPolicies))
          if (field in ((owner.trafficPolicy ?? {}) as Data)) return feature;
    }
  }
  return undefined;
}
