import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { type AlternativeName, alternativeNames } from '../../tls/alternative-names.ts';

/**
 * Whether a certificate carries one of the names that are asked for (Envoy's verifySubjectAltName): DNS names in any case, a `*` of the
 * certificate for exactly one label; addresses by value; URIs and mail addresses letter by letter. The common name counts for
 * nothing. `wildcards`: a wanted name that begins with `*.` is for every name below it (BackendTLSPolicy).
 */
export function carriesName(certificate: X509Certificate, wanted: readonly string[], wildcards = false): boolean {
  const names = alternativeNames(certificate);
  return wanted.some((one) =>
    names.some((name) => fits(name, one) || (wildcards && one.startsWith('*.') && isBelow(name, one.slice(1)))),
  );
}

const isBelow = ({ kind, value }: AlternativeName, suffix: string): boolean =>
  kind === 'DNS' && value.length > suffix.length && value.toLowerCase().endsWith(suffix.toLowerCase());

function fits({ kind, value }: AlternativeName, wanted: string): boolean {
  if (kind === 'DNS') return fitsDns(value.toLowerCase(), wanted.toLowerCase());
  if (kind === 'IP Address') return isIP(wanted) !== 0 && sameAddress(value, wanted);
  return value === wanted;
}

function fitsDns(pattern: string, name: string): boolean {
  if (pattern === name) return true;
  if (!pattern.startsWith('*.')) return false;
  const dot = name.indexOf('.');
  return dot > 0 && name.slice(dot) === pattern.slice(1);
}

/** IPv6 is written in several ways. */
const sameAddress = (a: string, b: string): boolean => a === b || canonical(a) === canonical(b);

const canonical = (address: string): string =>
  isIP(address) === 6 ? new URL(`http://[${address}]`).hostname : address;
