import { explainCors } from '../action/cors.ts';
import { explainFault } from '../action/fault.ts';
import { explainPolicies } from '../action/forward.ts';
import { explainHeaderOperations } from '../action/header-operations.ts';
import { explainMirror } from '../action/mirror.ts';
import { explainRetry } from '../action/retry.ts';
import { sayDestination } from '../action/say-destination.ts';
import type { Subject } from '../match/subject.ts';
import type { Decision, Forward } from './decision.ts';
import type { Effect } from './explanation.ts';
import type { ForwardAction, HeaderOperations } from './table.ts';

/**
 * What the winning route does to a request and its answer, in the order in which Envoy does it: fault, CORS and authorization (filters),
 * then in the router request headers, authority, path, time and attempts, copies, and last the headers of the answer.
 */
export const explainEffects = (decision: Decision, subject: Subject | undefined): readonly Effect[] => {
  switch (decision.outcome) {
    case 'reject':
      return [];
    case 'redirect':
      return [
        { field: 'redirect', message: `answer ${decision.status}`, after: decision.location },
        ...headers([decision.responseHeaders], 'response'),
      ];
    case 'respond':
      return [
        { field: 'respond', message: `answer ${decision.status} here, without asking any service` },
        ...headers([decision.responseHeaders], 'response'),
      ];
    case 'forward':
      return subject && decision.route.action.do === 'forward'
        ? ofForward(decision, decision.route.action, subject)
        : [];
  }
};

const ofForward = (decision: Forward, action: ForwardAction, subject: Subject): readonly Effect[] => {
  const { path, upstreamPath, upstreamAuthority, originalPath, timeoutMs } = decision;
  const { fault, cors, auth, retry, mirrors = [], destinations } = action;
  const { authority } = subject;
  // Where shares differ in what they do, it is said of each.
  const share = destinations.length > 1 ? (i: number) => `, for share ${i + 1}` : () => '';
  return [
    ...(fault ? explainFault(fault) : []).map((message): Effect => ({ field: 'fault', message })),
    ...(cors ? [{ field: 'cors', message: explainCors(cors) } as const] : []),
    ...(auth ? [{ field: 'auth', message: `ask ${sayDestination(auth)} first whether it may go on` } as const] : []),
    ...headers(
      destinations.map((d) => d.requestHeaders),
      'request',
    ),
    ...(upstreamAuthority === authority
      ? []
      : [
          {
            field: 'authority-rewrite',
            message: 'replace the host',
            before: authority,
            after: upstreamAuthority,
          } as const,
        ]),
    ...(originalPath === undefined
      ? []
      : [{ field: 'rewrite', message: 'rewrite the path', before: path, after: upstreamPath } as const]),
    ...destinations.flatMap((one, i): Effect[] =>
      one.rewrite && one !== decision.destination
        ? [{ field: 'rewrite', message: `rewrite the path otherwise${share(i)}` }]
        : [],
    ),
    ...(timeoutMs === undefined ? [] : [{ field: 'timeout', message: `wait at most ${sayMs(timeoutMs)}` } as const]),
    ...(retry ? explainRetry(retry) : []).map((message): Effect => ({ field: 'retry', message })),
    ...mirrors.map((mirror): Effect => ({ field: 'mirrors', message: explainMirror(mirror) })),
    ...(action.session
      ? explainPolicies({ do: 'forward', destinations: [], totalWeight: 0, session: action.session }).map(
          (message): Effect => ({ field: 'session', message }),
        )
      : []),
    ...headers(
      destinations.map((d) => d.responseHeaders),
      'response',
    ),
  ];
};

/** The operations that all shares have in common once, then those of single shares. */
const headers = (shares: readonly (readonly HeaderOperations[])[], side: 'request' | 'response'): readonly Effect[] => {
  const words = shares.map((operations) => explainHeaderOperations(operations, side));
  const [first = []] = words;
  if (words.every((one) => one.join('\n') === first.join('\n')))
    return first.map((message) => ({ field: 'headers', message }));
  return words.flatMap((lines, i) =>
    lines.map((message): Effect => ({ field: 'headers', message: `${message}, for share ${i + 1}` })),
  );
};

const sayMs = (ms: number): string => (ms % 1000 === 0 ? `${ms / 1000} s` : `${ms} ms`);
