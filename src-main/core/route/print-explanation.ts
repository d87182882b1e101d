import { explainHeaderOperations } from '../action/header-operations.ts';
import type { ExplainedConnection, Explanation } from './explanation.ts';
import type { Hint } from './hint.ts';
import { isMeshListener } from './mesh-listeners.ts';
import { placeOf } from './next-steps.ts';
import type { Fault, HeaderOperations, Mirror, Origin, RetryPolicy } from './table.ts';

/** One decision as `slipway explain --json` writes it. Members without a value are absent; `status` is null where a service answers. */
export type DecisionLine = {
  /** `connect`: a connection without HTTP, which goes to one of `destinations` by `chain`. */
  readonly outcome: 'forward' | 'redirect' | 'respond' | 'reject' | 'connect';
  readonly status: number | null;
  readonly flag: string;
  readonly details: string;
  readonly destinations?: readonly DecisionDestination[];
  /** With query; after rewriting where something is forwarded. */
  readonly path: string;
  /** After rewriting where something is forwarded. */
  readonly authority: string;
  /** The `.localhost` name that stood for the host. */
  readonly askedAs?: string;
  readonly originalPath?: string;
  readonly timeoutMs?: number;
  readonly location?: string;
  readonly body?: { readonly text: string } | { readonly base64: string };
  readonly requestHeaders?: readonly HeaderOperations[];
  readonly responseHeaders?: readonly HeaderOperations[];
  readonly route?: {
    readonly id: string;
    readonly name: string;
    readonly resource: string;
    readonly file: string;
    readonly line: number;
    readonly column: number;
  };
  readonly virtualHost?: string;
  readonly listener?: string;
  readonly chain?: { readonly protocol: string; readonly tls?: string; readonly sni?: readonly string[] };
  /** When and how often a request is sent again, what is done to it on purpose, and who gets copies. */
  readonly retry?: RetryPolicy;
  readonly fault?: Fault;
  readonly mirrors?: readonly Mirror[];
  readonly candidates: readonly {
    readonly route: string;
    readonly file: string;
    readonly line: number;
    readonly verdict: string;
    readonly failed: readonly string[];
  }[];
  /** What nearly gave a good answer, the nearest first. */
  readonly hints?: readonly DecisionHint[];
  readonly nextSteps: readonly string[];
};

export type DecisionHint = Pick<Hint, 'kind' | 'message' | 'request' | 'match'> & {
  readonly file?: string;
  readonly line?: number;
};

export type DecisionDestination = {
  readonly host: string;
  readonly port: number;
  readonly subset?: string;
  readonly weight: number;
  readonly cluster: string;
  readonly addresses: readonly string[];
  readonly rule?: string;
  readonly policy?: readonly string[];
  /** Only where several destinations may differ in it. */
  readonly authority?: string;
  readonly requestHeaders?: readonly HeaderOperations[];
  readonly responseHeaders?: readonly HeaderOperations[];
};

/** The JSON object for one explanation. Members of `forward` that depend on the destination are those of the first one. */
export const toDecisionLine = (explanation: Explanation): DecisionLine => {
  const { decision, request } = explanation;
  const common = {
    candidates: explanation.candidates.map(({ route, origin, verdict, checks }) => ({
      route,
      file: origin.place.file,
      line: origin.place.line,
      verdict,
      failed: checks.filter((check) => !check.holds).map((check) => check.message),
    })),
    ...(explanation.hints.length > 0 && { hints: explanation.hints.map(hintLine) }),
    nextSteps: explanation.nextSteps,
    ...(request.askedAs !== undefined && { askedAs: request.askedAs }),
  };
  if (decision.outcome === 'reject') {
    const { connection } = explanation;
    if (connection)
      return { ...connectLine(explanation, connection), listener: decision.listener?.id ?? '', ...common };
    return {
      outcome: 'reject',
      status: decision.status,
      flag: decision.flag,
      details: decision.details,
      path: decision.path ?? request.path,
      authority: request.authority,
      ...(decision.location !== undefined && { location: decision.location }),
      ...(decision.virtualHost && { virtualHost: decision.virtualHost.name }),
      ...(decision.listener && { listener: decision.listener.id }),
      ...common,
    };
  }
  const { route, virtualHost, listener } = decision;
  const { origin } = route;
  const chosen = {
    route: { id: route.id, name: route.name, ...writtenAt(origin) },
    virtualHost: virtualHost.name,
    listener: listener.id,
    ...common,
  };
  if (decision.outcome === 'forward') {
    const { destination, originalPath, timeoutMs } = decision;
    const { retry, fault, mirrors } = route.action.do === 'forward' ? route.action : {};
    return {
      outcome: 'forward',
      ...upstreamResult(explanation),
      destinations: destinationLines(explanation),
      path: decision.upstreamPath,
      authority: decision.upstreamAuthority,
      ...(originalPath !== undefined && { originalPath }),
      ...(timeoutMs !== undefined && { timeoutMs }),
      ...(retry && { retry }),
      ...(fault && { fault }),
      ...(mirrors && mirrors.length > 0 && { mirrors }),
      requestHeaders: destination.requestHeaders,
      responseHeaders: destination.responseHeaders,
      ...chosen,
    };
  }
  const local = {
    status: decision.status,
    flag: '-',
    details: 'direct_response',
    path: decision.path,
    authority: request.authority,
    responseHeaders: decision.responseHeaders,
    ...chosen,
  };
  if (decision.outcome === 'redirect') return { outcome: 'redirect', location: decision.location, ...local };
  return { outcome: 'respond', ...(decision.body && { body: decision.body }), ...local };
};

const hintLine = ({ kind, message, origin, place = origin?.place, request, match }: Hint): DecisionHint => ({
  kind,
  message,
  ...(place && { file: place.file, line: place.line }),
  ...(request && { request }),
  ...(match && { match }),
});

const writtenAt = ({ kind, namespace, name, place: { file, line, column } }: Origin) => ({
  resource: `${kind} ${namespace}/${name}`,
  file,
  line,
  column,
});

/** A connection is told apart from a request: nothing of it is read, and it is closed where there is nowhere to go. */
const connectLine = (
  { destinations, request }: Explanation,
  { protocol, tls, sni, origin }: ExplainedConnection,
): Omit<DecisionLine, 'candidates' | 'nextSteps'> => {
  const open = destinations.some(({ addresses }) => addresses.length > 0);
  return {
    outcome: 'connect',
    status: open ? null : 0,
    flag: open ? '-' : destinations.every(({ known }) => known) ? 'UH' : 'NC',
    details: open ? 'via_upstream' : 'no_healthy_upstream',
    path: '',
    authority: request.authority,
    destinations: destinations.map(({ known: _known, origin: _origin, ruleOrigin: _rule, ...line }) => line),
    chain: { protocol, ...(tls !== undefined && { tls }), ...(sni && { sni }) },
    route: { id: `${origin.kind} ${origin.namespace}/${origin.name} ${origin.path}`, name: '', ...writtenAt(origin) },
  };
};

/** What is known before a service has answered: that none is asked, or that there is none. */
const upstreamResult = ({ decision, destinations }: Explanation): Pick<DecisionLine, 'status' | 'flag' | 'details'> => {
  if (decision.outcome === 'forward') {
    const { fault, cors } = decision;
    if (fault?.abort) {
      const flag = fault.delayMs === undefined ? 'FI' : 'DI,FI';
      return { status: 'status' in fault.abort ? fault.abort.status : 200, flag, details: 'fault_filter_abort' };
    }
    if (cors?.is === 'preflight') return { status: 200, flag: '-', details: 'cors_response' };
  }
  const asked = destinations.filter(({ instead }) => instead === undefined);
  if (asked.every((d) => !d.known)) return { status: 503, flag: 'NC', details: 'cluster_not_found' };
  if (asked.every((d) => d.addresses.length === 0)) {
    return { status: 503, flag: 'UH', details: 'no_healthy_upstream' };
  }
  return { status: null, flag: '-', details: 'via_upstream' };
};

const destinationLines = ({ decision, destinations }: Explanation): readonly DecisionDestination[] => {
  const action = decision.outcome === 'forward' ? decision.route.action : undefined;
  const all = action?.do === 'forward' ? action.destinations : [];
  return destinations.map(({ known: _known, origin: _origin, ruleOrigin: _rule, ...line }, i) => {
    const own = all[i];
    if (own === undefined || all.length < 2) return line;
    const { requestHeaders, responseHeaders, authority } = own;
    return { ...line, requestHeaders, responseHeaders, ...(authority !== undefined && { authority }) };
  });
};

/** The explanation for people, as lines without a final line break. `colour` adds ANSI escapes. */
export const printExplanation = (explanation: Explanation, { colour }: { readonly colour: boolean }): string => {
  const paint = (code: number) => (text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const [bold, green, red, yellow, dim] = [paint(1), paint(32), paint(31), paint(33), paint(2)] as const;
  const { decision, request, hosts, candidates, destinations, nextSteps } = explanation;
  const line = toDecisionLine(explanation);
  const lines: string[] = [];
  const { connection } = explanation;
  const method = /^t/.test(request.scheme) ? '' : `${request.method} `;
  lines.push(bold(`${method}${request.scheme}://${request.authority}${request.path}`));
  if (request.askedAs !== undefined) lines.push(`  asked as "${request.askedAs}", which stands for it on this machine`);
  const good = connection ? line.status === null : decision.outcome !== 'reject' && line.status !== 503;
  lines.push(`${(good ? green : red)(sayOutcome(explanation, line))}`);
  if (line.route && decision.outcome !== 'reject') {
    lines.push(`  by ${placeOf(decision.route.origin)}${line.route.name === '' ? '' : `, route "${line.route.name}"`}`);
  }
  if (connection) {
    const names = connection.sni === undefined ? 'any server name' : connection.sni.join(', ');
    lines.push(`  by ${placeOf(connection.origin)}`);
    lines.push(
      `  chain ${connection.protocol}${connection.tls === undefined ? '' : ` ${connection.tls} for ${names}`}`,
    );
  }
  if (line.listener !== undefined) {
    lines.push(
      `  listener ${line.listener}${line.virtualHost === undefined ? '' : `, virtual host ${line.virtualHost}`}`,
    );
  }
  const from = decision.virtualHost?.listener;
  if (from) lines.push(`  from the listener "${from.name}" of ${placeOf(from.origin)}`);
  const total = destinations.reduce((sum, d) => sum + d.weight, 0);
  for (const { host, port, subset, weight, known, addresses, rule, policy, instead, denied } of destinations) {
    const share = destinations.length > 1 && total > 0 ? `${Math.round((weight * 100) / total)}% ` : '';
    if (instead !== undefined) {
      if (destinations.length > 1) lines.push(`  ${share}${red(instead)}`);
      continue;
    }
    const where = !known
      ? red('unknown (503 NC)')
      : addresses.length === 0
        ? red('not bound (503 UH)')
        : addresses.join(', ');
    lines.push(
      `  ${share}${host}${port === 0 ? '' : `:${port}`}${subset === undefined ? '' : ` subset ${subset}`} is ${where}`,
    );
    for (const words of denied ?? []) lines.push(`    ${red(`${words} (503 UF)`)}`);
    if (rule !== undefined) lines.push(`    ${dim(`under ${rule}`)}`);
    for (const words of policy ?? []) lines.push(`    ${dim(words)}`);
  }
  if (decision.outcome === 'forward') {
    if (line.path !== decision.path) lines.push(`  path becomes "${line.path}"`);
    if (line.authority !== request.authority) lines.push(`  host becomes "${line.authority}"`);
    if (line.timeoutMs !== undefined) lines.push(`  within ${line.timeoutMs} ms`);
  }
  for (const words of [
    ...explainHeaderOperations(line.requestHeaders ?? [], 'request'),
    ...explainHeaderOperations(line.responseHeaders ?? [], 'response'),
  ]) {
    lines.push(`  ${words}`);
  }
  if (hosts.length > 0) lines.push('', bold('hosts'));
  for (const { domain, chosen, message } of hosts) {
    lines.push(chosen ? `  ${green('✓')} ${domain}  ${dim(message)}` : `  ${dim(`✗ ${domain}  ${message}`)}`);
  }
  if (candidates.length > 0) lines.push('', bold('routes'));
  for (const { origin, verdict, checks, action } of candidates) {
    const place = placeOf(origin);
    if (verdict === 'chosen') lines.push(`  ${green('✓')} ${place}  ${action}`);
    else if (verdict === 'failed') lines.push(`  ${red('✗')} ${place}  ${dim(action)}`);
    else lines.push(`  ${dim(`- ${place}  ${verdict === 'omitted' ? 'left out' : 'not reached'}`)}`);
    for (const { holds, message, place: at } of checks) {
      lines.push(
        `      ${holds ? green('✓') : red('✗')} ${message}${at === undefined ? '' : dim(`  ${at.file}:${at.line}`)}`,
      );
    }
  }
  const { failed, notReached } = explanation.unlisted;
  if (failed > 0) lines.push(dim(`  … ${failed} more did not match ("--all" shows them)`));
  if (notReached > 0) lines.push(dim(`  … ${notReached} more are not reached`));
  if (explanation.hints.length > 0) lines.push('', bold('nearly'));
  for (const { message, origin, place = origin?.place } of explanation.hints) {
    lines.push(`  ${yellow('→')} ${message}${place === undefined ? '' : dim(`  ${place.file}:${place.line}`)}`);
  }
  if (nextSteps.length > 0) lines.push('', bold('next'));
  for (const step of nextSteps) lines.push(`  ${yellow('→')} ${step}`);
  return lines.join('\n');
};

const sayOutcome = ({ decision, candidates, connection }: Explanation, line: DecisionLine): string => {
  if (connection)
    return line.status === null
      ? 'bytes go on as they are, no HTTP is read'
      : `connection closed ${line.flag} ${line.details}`;
  const flag = line.flag === '-' ? '' : ` ${line.flag}`;
  switch (decision.outcome) {
    case 'forward': {
      const action = candidates.find((candidate) => candidate.verdict === 'chosen')?.action ?? 'forward';
      return line.status === null ? action : `${line.status}${flag} ${line.details}: ${action}`;
    }
    case 'redirect':
      return `${decision.status} redirect to ${decision.location}`;
    case 'respond':
      return `${decision.status} answered by the ${isMeshListener(decision.listener) ? 'sidecar' : 'gateway'}`;
    case 'reject': {
      if (decision.details === 'no_listener') return 'connection refused: nothing listens there';
      if (decision.details === 'invalid_url') return 'not a request';
      if (decision.status === 0) return `connection closed${flag} ${decision.details}`;
      if (decision.location !== undefined) return `${decision.status} redirect to ${decision.location}`;
      return `${decision.status}${flag} ${decision.details}`;
    }
  }
};
