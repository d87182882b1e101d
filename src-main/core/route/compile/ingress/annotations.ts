import { loadIpRange } from '../../../match/ip-range.ts';
import type { CorsPolicy } from '../../table.ts';
import type { Report } from '../report.ts';
import { type Canary, canaryNames, readCanary } from './canary-annotations.ts';
import { corsNames, readCors } from './cors-annotations.ts';
import { createReader, type Reader } from './read-annotation.ts';
import { nginxPrefix, type ServedIngress } from './select.ts';

export type BackendProtocol = 'HTTP' | 'HTTPS' | 'GRPC' | 'GRPCS';

/** What the annotations of ingress-nginx ask for. */
export type NginxOptions = {
  readonly rewriteTarget?: string;
  readonly useRegex: boolean;
  readonly sslRedirect: boolean;
  readonly forceSslRedirect: boolean;
  readonly backendProtocol?: BackendProtocol;
  readonly cors?: CorsPolicy;
  readonly canary?: Canary;
  readonly connectTimeoutMs?: number;
  readonly timeoutMs?: number;
  /** Never empty. */
  readonly sourceRanges?: readonly string[];
  readonly appRoot?: string;
  readonly redirect?: { readonly url: string; readonly status: 301 | 302 | 303 | 307 | 308 };
  readonly upstreamVhost?: string;
};

const none: NginxOptions = { useRegex: false, sslRedirect: false, forceSslRedirect: false };

const protocols: readonly string[] = ['HTTP', 'HTTPS', 'GRPC', 'GRPCS'] satisfies readonly BackendProtocol[];
const isProtocol = (text: string): text is BackendProtocol => protocols.includes(text);
const redirectStatuses: readonly number[] = [301, 302, 303, 307, 308];
type RedirectStatus = 301 | 302 | 303 | 307 | 308;
const isRedirectStatus = (code: number): code is RedirectStatus => redirectStatuses.includes(code);

const ownNames = [
  'rewrite-target',
  'use-regex',
  'ssl-redirect',
  'force-ssl-redirect',
  'backend-protocol',
  'proxy-connect-timeout',
  'proxy-read-timeout',
  'whitelist-source-range',
  'allowlist-source-range',
  'app-root',
  'permanent-redirect',
  'permanent-redirect-code',
  'temporal-redirect',
  'temporal-redirect-code',
  'upstream-vhost',
];
const known = new Set([...ownNames, ...corsNames, ...canaryNames]);

/** Reads the annotations of one Ingress; those that are not acted on here are told at their lines. */
export const readAnnotations = ({ ingress, nginx, controller }: ServedIngress, report: Report): NginxOptions => {
  const written = Object.keys(ingress.annotations).filter((name) => name.startsWith(nginxPrefix));
  for (const name of written) {
    const isKnown = known.has(name.slice(nginxPrefix.length));
    if (nginx && isKnown) continue;
    report.add({
      severity: 'information',
      code: 'ingress/annotation-ignored',
      message: nginx
        ? `the annotation "${name}" is not acted on here; requests are served without it`
        : `the annotation "${name}" is for ingress-nginx, but "${controller ?? ''}" serves this class, so it has no effect; remove it, or name another class`,
      place: ingress.keyAt(['metadata', 'annotations', name]),
    });
  }
  if (!nginx) return none;
  const reader = createReader(ingress, report);
  const protocol = reader.text('backend-protocol')?.toUpperCase();
  if (protocol !== undefined && !isProtocol(protocol)) {
    reader.warn('backend-protocol', `"${protocol}" is not spoken to services here; use HTTP, HTTPS, GRPC or GRPCS`);
  }
  const cors = readCors(reader);
  const canary = readCanary(reader);
  const timeoutMs = reader.seconds('proxy-read-timeout');
  if (timeoutMs !== undefined) {
    reader.tell(
      'proxy-read-timeout',
      'this is taken for the time until the whole answer has come; nginx counts it anew with every part of the answer',
    );
  }
  const redirect = redirectOf(reader);
  const ranges = rangesOf(reader);
  const rewriteTarget = rewriteOf(reader);
  return {
    useRegex: reader.flag('use-regex') ?? false,
    sslRedirect: reader.flag('ssl-redirect') ?? true,
    forceSslRedirect: reader.flag('force-ssl-redirect') ?? false,
    ...some('rewriteTarget', rewriteTarget),
    ...some('backendProtocol', protocol !== undefined && isProtocol(protocol) ? protocol : undefined),
    ...some('cors', cors),
    ...some('canary', canary),
    ...some('connectTimeoutMs', reader.seconds('proxy-connect-timeout')),
    ...some('timeoutMs', timeoutMs),
    ...some('sourceRanges', ranges),
    ...some('appRoot', appRootOf(reader)),
    ...some('redirect', redirect),
    ...some('upstreamVhost', reader.text('upstream-vhost')),
  };
};

const some = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });

const rewriteOf = (reader: Reader): string | undefined => {
  const target = reader.text('rewrite-target');
  if (target === undefined) return undefined;
  if (target.includes('?') || /\$[a-zA-Z_{]/.test(target)) {
    const message = 'queries and variables of nginx are not put into paths here; use a path with "$1" to "$9"';
    reader.warn('rewrite-target', message);
    return undefined;
  }
  return target;
};

const appRootOf = (reader: Reader): string | undefined => {
  const root = reader.text('app-root');
  if (root === undefined || root.startsWith('/')) return root;
  reader.warn('app-root', `"${root}" is not a path; begin it with "/"`);
  return undefined;
};

const redirectOf = (reader: Reader): NginxOptions['redirect'] => {
  for (const [name, usual] of [
    ['temporal-redirect', 302],
    ['permanent-redirect', 301],
  ] as const) {
    const url = reader.text(name);
    if (url === undefined) continue;
    if (!/^https?:\/\/[^/?#\s$]+([/?][^\s$]*)?$/.test(url)) {
      reader.warn(name, `"${url}" is not an address to redirect to; write it as "https://www.example.com/path"`);
      continue;
    }
    const code = Number(reader.text(`${name}-code`) ?? usual);
    if (isRedirectStatus(code)) return { url, status: code };
    reader.warn(`${name}-code`, `a redirect is answered with ${redirectStatuses.join(', ')}, not with ${code}`);
    return { url, status: usual };
  }
  return undefined;
};

const rangesOf = (reader: Reader): readonly string[] | undefined => {
  for (const name of ['allowlist-source-range', 'whitelist-source-range']) {
    const list = reader.list(name);
    if (list === undefined) continue;
    const wrong = list.find((one) => !reader.isRange(one));
    if (wrong === undefined) {
      if (list.length > 0 && !list.some((one) => loadIpRange(one)('127.0.0.1'))) {
        reader.tell(
          name,
          'clients on this machine are not in these ranges and get 403; add "127.0.0.1" to let them in',
        );
      }
      return list.length > 0 ? list : undefined;
    }
    reader.warn(name, `"${wrong}" is not a range of addresses, so all clients are let in; write it as "10.0.0.0/8"`);
  }
  return undefined;
};
