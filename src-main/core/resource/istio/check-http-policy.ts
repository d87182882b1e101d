import { compileRegex } from '../../match/regex.ts';
import { nearest } from '../../text/nearest.ts';
import type { Path } from '../../text/tree.ts';
import { quotedList } from '../../text/words.ts';
import type { CheckReport } from '../kind.ts';
import { checkDestination } from './check-destination.ts';
import { grpcCodes } from './grpc-codes.ts';
import type { CorsPolicy, FaultInjection, RetryPolicy } from './http-policy.ts';
import type { HttpRoute } from './http-route.ts';
import { isRetryWord, retryWords, statusOf } from './retry-on.ts';

/** The rules of reference 9.4 for faults, CORS, mirrors and retries; their ids stand beside them. */
export const checkHttpPolicy = (route: HttpRoute, path: Path, report: CheckReport): void => {
  const { fault, corsPolicy, retries } = route;
  if (fault) checkFault(fault, [...path, 'fault'], report);
  if (corsPolicy) checkCors(corsPolicy, [...path, 'corsPolicy'], report);
  if (retries) checkRetries(retries, [...path, 'retries'], report);
  checkMirrors(route, path, report);
};

const checkFault = ({ delay, abort }: FaultInjection, path: Path, report: CheckReport): void => {
  const refuse = (message: string, at: Path, key = true) =>
    report('virtual-service/fault', message, [...path, ...at], { key });
  if (!delay && !abort) refuse('the fault does nothing; add "delay" or "abort"', []); // H19
  for (const [name, part] of [
    ['delay', delay],
    ['abort', abort],
  ] as const) {
    const value = part?.percentage?.value ?? 0;
    if (value !== 0 && value < 0.0001) {
      refuse('a percentage is 0 or from 0.0001 to 100; write a larger one', [name, 'percentage', 'value'], false); // H20
    }
  }
  if (delay?.exponentialDelay !== undefined) {
    refuse('"exponentialDelay" is not supported by Istio; use "fixedDelay"', ['delay', 'exponentialDelay']); // H23
  }
  if (abort?.http2Error !== undefined) {
    refuse('"http2Error" is not supported by Istio; use "httpStatus" or "grpcStatus"', ['abort', 'http2Error']); // H21
  }
  const grpc = abort?.grpcStatus;
  if (grpc !== undefined && !grpcCodes.has(grpc)) {
    const meant = nearest(grpc.toUpperCase(), grpcCodes.keys());
    const remedy = meant ? `did you mean "${meant}"?` : 'use a name such as "UNAVAILABLE"';
    refuse(`"${grpc}" is not the name of a gRPC status; ${remedy}`, ['abort', 'grpcStatus'], false); // H21
  }
  // What Istio accepts and never does.
  const never = (what: string, at: string) =>
    report(
      'virtual-service/fault-never',
      `without a percentage Istio takes 0, so that nothing is ${what}; add "percentage: { value: 100 }"`,
      [...path, at],
      { key: true, severity: 'information' },
    );
  if (delay && !delay.percentage && !delay.percent) never('delayed', 'delay');
  if (abort && !abort.percentage) never('aborted', 'abort');
};

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', '*']);

/** H18. */
const checkCors = (policy: CorsPolicy, path: Path, report: CheckReport): void => {
  const refuse = (message: string, at: Path, key = false) =>
    report('virtual-service/cors', message, [...path, ...at], { key });
  policy.allowOrigins?.forEach(({ exact, prefix, regex }, index) => {
    if (!exact && !prefix && !regex) {
      refuse('an origin needs "exact", "prefix" or "regex" with a value; add one', ['allowOrigins', index]);
    } else if (regex) {
      const compiled = compileRegex(regex);
      if (compiled.ok) return;
      report(
        'match/regex-refused',
        `"${regex}" is not an RE2 regular expression because ${compiled.reason}; ${compiled.remedy}`,
        [...path, 'allowOrigins', index, 'regex'],
      );
    }
  });
  policy.allowMethods?.forEach((method, index) => {
    if (methods.has(method)) return;
    const upper = method.toUpperCase();
    const remedy = methods.has(upper) ? `write "${upper}"` : 'use one such as "GET", or "*" for all';
    refuse(`"${method}" is not a method that CORS knows; ${remedy}`, ['allowMethods', index]);
  });
  for (const field of ['allowHeaders', 'exposeHeaders'] as const) {
    policy[field]?.forEach((name, index) => {
      if (name === '*' || /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name)) return;
      refuse(`"${name}" is not the name of a header; use letters, digits and hyphens`, [field, index]);
    });
  }
  if (policy.maxAge !== undefined && policy.maxAge % 1000 !== 0) {
    refuse('"maxAge" is counted in whole seconds; leave the fraction out', ['maxAge']);
  }
};

/** H31. */
const checkRetries = (retries: RetryPolicy, path: Path, report: CheckReport): void => {
  const { attempts = 0, perTryTimeout, retryOn, retryRemoteLocalities } = retries;
  const refuse = (message: string, at: Path, key = false) =>
    report('virtual-service/retries', message, [...path, ...at], { key });
  if (attempts === 0) {
    const pointless = [
      ...(perTryTimeout === undefined ? [] : ['perTryTimeout']),
      ...(retryOn ? ['retryOn'] : []),
      ...(retryRemoteLocalities === undefined ? [] : ['retryRemoteLocalities']),
    ];
    if (pointless.length > 0) {
      const message = `without attempts nothing is sent again, so ${quotedList(pointless, 'and')} cannot be set; add "attempts"`;
      refuse(message, [pointless[0] ?? ''], true);
    }
  }
  if (!retryOn) return;
  const wrong = retryOn.split(',').find((part) => !isRetryWord(part) && statusOf(part) === undefined);
  if (wrong === undefined) return;
  const trimmed = wrong.trim();
  const meant = nearest(trimmed, retryWords);
  const remedy =
    trimmed === ''
      ? 'remove the comma too many'
      : isRetryWord(trimmed) || statusOf(trimmed) !== undefined
        ? 'remove the blanks around it'
        : meant
          ? `did you mean "${meant}"?`
          : 'use words such as "5xx" and status codes, joined by commas';
  refuse(`"${wrong}" is nothing that a retry can be made on; ${remedy}`, ['retryOn']);
};

/** H24 to H27; their ranges are the schema's. */
const checkMirrors = ({ mirror, mirrors, mirrorPercent }: HttpRoute, path: Path, report: CheckReport): void => {
  if (mirrorPercent !== undefined) {
    report(
      'virtual-service/mirror-percent',
      '"mirrorPercent" is deprecated; write "mirrorPercentage: { value: … }"',
      [...path, 'mirrorPercent'],
      { key: true, severity: 'warning' },
    ); // H25
  }
  if (mirror) checkDestination(mirror, [...path, 'mirror'], report);
  mirrors?.forEach(({ destination }, index) => {
    checkDestination(destination, [...path, 'mirrors', index, 'destination'], report);
  });
};
