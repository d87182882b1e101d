import type { ProgrammaticObject, StatusExpect } from './status.ts';

/** One test of the Gateway API's conformance suite as data; the format is described beside the data. */
export type SuiteTest = {
  readonly name: string;
  readonly family: string;
  readonly features: readonly string[];
  readonly manifests: string;
  readonly programmaticObjects?: readonly SuiteObject[];
  readonly cases: readonly SuiteCase[];
  readonly statusExpect?: readonly StatusExpect[];
  readonly steps?: readonly Step[];
};

/** An object that the suite makes by program; what is in it is said in words. */
export type SuiteObject = ProgrammaticObject & {
  readonly type?: string;
  /** `self-signed RSA server cert`, `server cert signed by CA-C` … */
  readonly cert?: string;
  readonly sans?: readonly string[];
  /** `ca.crt = CA-A` … */
  readonly data?: string;
};

/** What is done, in words, or what must hold then: in words, or as expectations of statuses among rules in words. */
export type Step = {
  readonly do?: string;
  readonly note?: string;
  readonly expect?: string | readonly (StatusExpect | { readonly rule: string })[];
};

export type Named = { readonly namespace: string; readonly name: string };

export type SuiteCase = {
  readonly id: string;
  readonly gateway: Named;
  readonly port: number;
  readonly request: SuiteRequest;
  readonly expect: SuiteExpect;
  readonly repeat?: number;
  readonly concurrency?: number;
  readonly after?: { readonly delete: { readonly kind: string } & Named };
  readonly backendBehaviour?: unknown;
};

export type Protocol = 'HTTP' | 'HTTPS' | 'H2' | 'H2C_PRIOR_KNOWLEDGE' | 'WS' | 'GRPC' | 'TLS' | 'TCP' | 'UDP';

export type SuiteRequest = {
  readonly protocol: Protocol;
  readonly method?: string;
  /** Null: the address of the Gateway. */
  readonly host?: string | null;
  readonly authority?: string | null;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly sni?: string | null;
  readonly clientCertificate?: string | null;
  readonly backendSetsResponseHeaders?: Readonly<Record<string, string>>;
  readonly frames?: readonly { readonly text?: string; readonly binary?: readonly number[] }[];
  readonly dnsQuery?: { readonly name: string };
  readonly payload?: string;
  readonly body?: string;
  readonly followRedirects?: false;
  readonly service?: string;
};

export type SuiteExpect = {
  readonly status?: number;
  readonly statusAnyOf?: readonly number[];
  readonly statusNot?: number;
  readonly timeoutLike?: true;
  /** `rejected`: the connection is refused, reset or closed without payload; `failed`: any failure below HTTP. */
  readonly connection?: 'rejected' | 'failed';
  readonly grpcCode?: string;
  readonly grpcCodeNot?: string;
  /** What the name of the pod begins with. */
  readonly backend?: string;
  readonly namespace?: string;
  readonly requestAtBackend?: {
    readonly method?: string;
    readonly path?: string;
    readonly host?: string;
    readonly headers?: {
      readonly present?: Readonly<Record<string, string>>;
      readonly absent?: readonly string[];
    };
    readonly sni?: string;
    readonly clientCertificate?: string;
  };
  readonly responseHeaders?: {
    readonly set?: Readonly<Record<string, string>>;
    readonly anyOf?: Readonly<Record<string, readonly string[]>>;
    readonly absent?: readonly string[];
    readonly ignoreWhitespace?: true;
  };
  readonly location?: {
    readonly scheme?: string | null;
    readonly host?: string | null;
    readonly port?: string | null;
    readonly path?: string | null;
    readonly portRule?: string;
    readonly hostRule?: string;
  };
  readonly mirroredTo?: readonly { readonly backend: string; readonly namespace: string; readonly percent?: number }[];
  /** Shares by the beginnings of names of pods. */
  readonly weights?: Readonly<Record<string, number>>;
  readonly tolerance?: number;
  readonly answeredByGateway?: true;
  readonly backendSeesTLS?: boolean;
  readonly sniAtBackend?: string;
  readonly echoedFrames?: true;
  readonly property?: string;
  readonly note?: string;
  readonly declaredButNotComparedHeaders?: unknown;
};

/** Members of `expect` that this judge knows; a case with any other cannot be judged. */
export const knownExpectations: ReadonlySet<string> = new Set(
  'status statusAnyOf statusNot timeoutLike connection grpcCode grpcCodeNot backend namespace requestAtBackend responseHeaders location mirroredTo weights tolerance answeredByGateway backendSeesTLS sniAtBackend echoedFrames property note declaredButNotComparedHeaders'.split(
    ' ',
  ),
);
