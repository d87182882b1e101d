import { applyHeaderOperations } from '#core/action/header-operations.ts';
import { operatorValues } from '#core/action/operators.ts';
import { build } from '#core/build.ts';
import { decide } from '#core/route/decide.ts';
import type { Decision } from '#core/route/decision.ts';
import type { HeaderLines } from '#core/route/facts.ts';
import { type LoadedTable, load } from '#core/route/load.ts';
import type { Listener, Table } from '#core/route/table.ts';
import { className, controllerName, type ProgrammaticObject, standIn } from './status.ts';

/** What of a file of the Gateway API's conformance data concerns requests; the format is described beside the data. */
export type RequestFile = {
  readonly name: string;
  readonly manifests: string;
  readonly programmaticObjects?: readonly ProgrammaticObject[];
  readonly cases: readonly RequestCase[];
};

export type RequestCase = {
  readonly id: string;
  readonly gateway: { readonly namespace: string; readonly name: string };
  readonly port: number;
  readonly request: ConformanceRequest;
  /** So many requests, to see how they are spread. */
  readonly repeat?: number;
  readonly backendBehaviour?: Readonly<Record<string, string>>;
  readonly after?: { readonly delete: { readonly kind: string; readonly namespace: string; readonly name: string } };
  readonly expect: ExpectedAnswer;
};

export type ConformanceRequest = {
  readonly protocol: string;
  readonly method: string;
  readonly path: string;
  /** Absent or null: the address of the Gateway. */
  readonly host?: string | null;
  /** In place of `host` for gRPC. */
  readonly authority?: string | null;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** In place of `headers` for gRPC. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly sni?: string;
  readonly backendSetsResponseHeaders?: Readonly<Record<string, string>>;
};

export type ExpectedAnswer = {
  readonly status?: number;
  readonly statusAnyOf?: readonly number[];
  readonly grpcCode?: string;
  readonly timeoutLike?: boolean;
  readonly answeredByGateway?: boolean;
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
  };
  readonly responseHeaders?: {
    readonly set?: Readonly<Record<string, string>>;
    readonly anyOf?: Readonly<Record<string, readonly string[]>>;
    readonly absent?: readonly string[];
    readonly ignoreWhitespace?: boolean;
  };
  readonly location?: {
    readonly scheme: string | null;
    readonly host: string | null;
    readonly port: number | null;
    readonly path: string | null;
  };
  readonly mirroredTo?: readonly {
    readonly backend: string;
    readonly namespace: string;
    readonly percent?: number;
  }[];
  readonly weights?: Readonly<Record<string, number>>;
  readonly tolerance?: number;
};

/** The documents of a file: its manifests with a class of our own, that class, a LocalGateway, and what the suite makes by program. */
export const documentsOf = (
  file: Pick<RequestFile, 'manifests' | 'programmaticObjects'>,
  more: readonly object[] = [],
): string => {
  const gatewayClass = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: { name: className },
    spec: { controllerName },
  };
  const settings = {
    apiVersion: 'slipway.dev/v1',
    kind: 'LocalGateway',
    metadata: { name: 'conformance' },
    spec: { gatewayAddresses: 'own', explainErrors: 'never' },
  };
  const text = file.manifests
    .replaceAll('{GATEWAY_CLASS_NAME}', className)
    .replaceAll('{GATEWAY_CONTROLLER_NAME}', controllerName);
  const made = [gatewayClass, settings, ...(file.programmaticObjects ?? []).map(standIn), ...more];
  return [text, ...made.map((one) => JSON.stringify(one))].join('\n---\n');
};

/** The table of a file; `without` leaves out the object that a case has deleted before. */
export const tableOf = (file: RequestFile, without?: NonNullable<RequestCase['after']>['delete']): Table =>
  build(
    documentsOf(file)
      .split(/^---$/m)
      .filter((text) => without === undefined || !isThe(text, without))
      .map((text, index) => ({ file: `document-${String(index).padStart(3, '0')}.yaml`, text })),
  ).table;

const isThe = (text: string, { kind, name }: { readonly kind: string; readonly name: string }): boolean =>
  new RegExp(`^kind: ${kind}$`, 'm').test(text) && new RegExp(`^  name: ${name}\\s*$`, 'm').test(text);

/** The listener of a Gateway on a port; absent where it has none. */
export const listenerOf = (
  table: Table,
  { gateway, port }: Pick<RequestCase, 'gateway' | 'port'>,
): Listener | undefined =>
  table.listeners.find(
    (listener) =>
      listener.port === port &&
      listener.chains.some(({ servers }) =>
        servers.some(({ origin }) => origin.name === gateway.name && origin.namespace === gateway.namespace),
      ),
  );

/** Why only a connection can tell what becomes of a request; undefined where the engine can. */
export const undecidable = ({ id, request, backendBehaviour, expect }: RequestCase): string | undefined => {
  if (backendBehaviour) return 'the service fails on purpose';
  if (expect.timeoutLike) return 'the service is slow on purpose';
  if (request.protocol === 'WS') return 'frames need a connection';
  if (id.startsWith('HTTPRouteServiceTypes/')) return 'which pods a Service has is for its endpoints to say';
  return undefined;
};

/** How what the engine decides differs from what a case expects; empty: not at all. */
export const judgeRequest = (loaded: LoadedTable, one: RequestCase): readonly string[] => {
  const { expect, repeat = 1 } = one;
  const runs = Math.max(repeat, 100);
  const seen = Array.from({ length: runs }, (_, i) => see(loaded, one, (i + 0.5) / runs));
  const differences = new Set(seen.flatMap((answer) => differencesOf(answer, expect)));
  for (const [backend, share] of Object.entries(expect.weights ?? {})) {
    const got = seen.filter((answer) => answer.backend === backend).length / runs;
    if (share === 0 ? got > 0 : Math.abs(got - share) > (expect.tolerance ?? 0)) {
      differences.add(`${got} of the requests for ${backend} in place of ${share}`);
    }
  }
  for (const { backend, percent = 100 } of expect.mirroredTo ?? []) {
    const got = seen.filter(({ mirrors }) => mirrors.includes(backend)).length / runs;
    if (Math.abs(got - percent / 100) > 0.02) differences.add(`${got} copies for ${backend} in place of ${percent}%`);
  }
  return [...differences];
};

export const loadFile = (file: RequestFile, without?: NonNullable<RequestCase['after']>['delete']): LoadedTable =>
  load(tableOf(file, without));

type Seen = {
  readonly status: number;
  readonly grpcCode: string;
  readonly backend?: string;
  readonly namespace?: string;
  readonly path?: string;
  readonly host?: string;
  readonly method: string;
  readonly requestHeaders: HeaderLines;
  readonly responseHeaders: HeaderLines;
  readonly location?: string;
  readonly mirrors: readonly string[];
};

/** Headers of the data as lines. */
export const linesOf = ({ headers, metadata }: ConformanceRequest): HeaderLines =>
  Object.entries(headers ?? metadata ?? {}).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).flatMap((text) => [name.toLowerCase(), text]),
  );

const see = (loaded: LoadedTable, one: RequestCase, roll: number): Seen => {
  const { request } = one;
  const { method: called, path, sni, protocol } = request;
  const method = protocol === 'GRPC' ? 'POST' : called;
  const nothing = { status: 0, grpcCode: 'Unavailable', method, requestHeaders: [], responseHeaders: [], mirrors: [] };
  const listener = listenerOf(loaded.table, one);
  if (!listener) return nothing;
  const authority = request.host ?? request.authority ?? listener.bind ?? '127.0.0.1';
  const tls = protocol === 'HTTPS' || protocol === 'H2';
  const headers = linesOf(request);
  const facts = {
    listener: listener.id,
    tls,
    ...(tls && { sni: sni ?? '' }),
    method,
    authority,
    target: path,
    headers,
  };
  const decision = decide(loaded, facts, () => roll);
  return seenOf(decision, { ...nothing, requestHeaders: headers }, request);
};

const seenOf = (decision: Decision, nothing: Seen, request: ConformanceRequest): Seen => {
  const cors = decision.outcome === 'reject' ? undefined : decision.cors;
  if (cors?.is === 'preflight') return { ...nothing, status: 200, responseHeaders: cors.lines };
  if (decision.outcome !== 'forward') {
    const operations = decision.outcome === 'reject' ? [] : decision.responseHeaders;
    const location = 'location' in decision ? decision.location : undefined;
    return {
      ...nothing,
      status: decision.status,
      grpcCode: decision.status === 404 ? 'Unimplemented' : 'Unavailable',
      responseHeaders: applyHeaderOperations([], operations, plainly),
      ...(location !== undefined && { location }),
    };
  }
  const { destination, upstreamPath, upstreamAuthority, mirrors = [] } = decision;
  const [backend = '', namespace = ''] = destination.host.split('.');
  const answered = Object.entries(request.backendSetsResponseHeaders ?? {}).flatMap(([name, value]) => [
    name.toLowerCase(),
    value,
  ]);
  return {
    ...nothing,
    status: 200,
    grpcCode: 'OK',
    backend,
    namespace,
    path: upstreamPath,
    host: upstreamAuthority,
    requestHeaders: applyHeaderOperations(nothing.requestHeaders, destination.requestHeaders, plainly),
    responseHeaders: [...applyHeaderOperations(answered, destination.responseHeaders, plainly), ...(cors?.lines ?? [])],
    mirrors: mirrors.map(({ mirror }) => mirror.host.split('.')[0] ?? ''),
  };
};

const plainly = operatorValues({} as Parameters<typeof operatorValues>[0], 'request');

const differencesOf = (seen: Seen, expect: ExpectedAnswer): readonly string[] => {
  const differences: string[] = [];
  const same = (what: string, wanted: unknown, got: unknown) => {
    if (wanted !== undefined && wanted !== got) differences.push(`${what}: expected ${wanted}, got ${got}`);
  };
  same('status', expect.status, seen.status);
  if (expect.statusAnyOf && !expect.statusAnyOf.includes(seen.status)) differences.push(`status ${seen.status}`);
  same('gRPC status', expect.grpcCode, seen.grpcCode);
  if (expect.answeredByGateway) same('backend', 'none', seen.backend ?? 'none');
  // Names of pods begin with that of their Deployment, which here is the Service's.
  if (expect.backend && !expect.backend.startsWith(seen.backend ?? 'none'))
    same('backend', expect.backend, seen.backend);
  same('namespace', expect.namespace, seen.namespace);
  const { method, path, host, headers } = expect.requestAtBackend ?? {};
  same('method', method, seen.method);
  same('path', path, seen.path);
  same('host', host, seen.host);
  for (const [name, value] of Object.entries(headers?.present ?? {})) {
    same(`request header ${name}`, value, joined(seen.requestHeaders, name));
  }
  for (const name of headers?.absent ?? []) {
    const got = joined(seen.requestHeaders, name);
    if (got !== undefined) differences.push(`request header ${name} is there: ${got}`);
  }
  return [...differences, ...answerDifferences(seen, expect)];
};

const answerDifferences = (seen: Seen, { responseHeaders, location }: ExpectedAnswer): readonly string[] => {
  const differences: string[] = [];
  const { set = {}, anyOf = {}, absent = [], ignoreWhitespace } = responseHeaders ?? {};
  const plain = (text: string | undefined) => (ignoreWhitespace ? text?.replaceAll(' ', '') : text);
  for (const [name, values] of [...Object.entries(set).map(([n, v]) => [n, [v]] as const), ...Object.entries(anyOf)]) {
    const got = plain(joined(seen.responseHeaders, name));
    if (!values.some((value) => plain(value) === got)) {
      differences.push(`response header ${name}: expected ${values.join(' or ')}, got ${got}`);
    }
  }
  for (const name of absent) {
    const got = joined(seen.responseHeaders, name);
    if (got !== undefined) differences.push(`response header ${name} is there: ${got}`);
  }
  if (location) {
    const url = seen.location === undefined ? undefined : new URL(seen.location);
    const got = url && {
      scheme: url.protocol.slice(0, -1),
      host: url.hostname,
      port: url.port === '' ? null : Number(url.port),
      path: url.pathname,
    };
    for (const part of ['scheme', 'host', 'path'] as const) {
      if (location[part] !== null && location[part] !== got?.[part]) {
        differences.push(`${part} of the location: expected ${location[part]}, got ${got?.[part]}`);
      }
    }
    if (got && location.port !== got.port) {
      differences.push(`port of the location: expected ${location.port}, got ${got.port}`);
    }
  }
  return differences;
};

const joined = (lines: HeaderLines, name: string): string | undefined => {
  const values = lines.filter((_, i) => i % 2 === 1 && lines[i - 1]?.toLowerCase() === name.toLowerCase());
  return values.length === 0 ? undefined : values.join(',');
};
