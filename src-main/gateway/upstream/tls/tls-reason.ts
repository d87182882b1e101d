/**
 * Why a handshake with a service failed, as Envoy writes it into its replies and its log (`%UPSTREAM_TRANSPORT_FAILURE_REASON%`):
 * BoringSSL's number and name, `TLS_error:|268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:…:TLS_error_end`.
 * Undefined where the service merely closed the connection, of which Envoy says nothing more either.
 */
export function handshakeReason(error: unknown): string | undefined {
  const { code = '', syscall, reason } = error as { code?: string; syscall?: string; reason?: string };
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    // Without a call of the system it is the end of the connection in the middle of the handshake.
    return syscall === undefined
      ? undefined
      : 'TLS_error:|33554536:system library:OPENSSL_internal:Connection reset by peer:TLS_error_end';
  }
  // A service in plaintext is read as a record of a strange version or of an impossible length.
  const plaintext = code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG' || code === 'ERR_SSL_HTTP_REQUEST';
  const name = plaintext ? 'WRONG_VERSION_NUMBER' : boringName(code.replace(/^ERR_SSL_/, ''));
  return tlsError(name === '' ? (reason ?? 'UNKNOWN').toUpperCase().replaceAll(' ', '_') : name);
}

/** The chain or the name of the service's certificate; `detail` as the library of Envoy words it. */
export const verifyReason = (detail: string): string =>
  tlsError('CERTIFICATE_VERIFY_FAILED', `verify cert failed: ${detail}`);

/** Keys that are named and cannot be used; Envoy waits for them the same way. */
export const secretMissing = 'TLS_error:Secret is not supplied by SDS';

/** What Envoy says of an error of the chain, by OpenSSL's name for it. */
export const chainDetail = (error: string): string =>
  `X509_verify_cert: certificate verification error at depth ${depths[error] ?? 0}: ${chainTexts[error] ?? error.toLowerCase().replaceAll('_', ' ')}`;

const tlsError = (name: string, more = ''): string => {
  const number = numbers[name] ?? alertNumber(name);
  const code = number === undefined ? '' : `${sslLibrary + number}:`;
  return `TLS_error:|${code}SSL routines:OPENSSL_internal:${name}${more === '' ? '' : `:${more}`}:TLS_error_end`;
};

/** BoringSSL packs its library (16) and the reason into one number. */
const sslLibrary = 16 << 24;

const numbers: Readonly<Record<string, number>> = {
  CERTIFICATE_VERIFY_FAILED: 125,
  NO_SHARED_CIPHER: 184,
  UNEXPECTED_MESSAGE: 223,
  UNSUPPORTED_PROTOCOL: 240,
  WRONG_VERSION_NUMBER: 247,
};

/** Alerts are numbered from 1000 on (RFC 8446 section 6). */
const alertNumber = (name: string): number | undefined => {
  const number = alerts[alertOf(name) ?? ''];
  return number === undefined ? undefined : 1000 + number;
};

/** `SSL/TLS_ALERT_HANDSHAKE_FAILURE`, `TLSV1_ALERT_UNKNOWN_CA`, `TLSV13_ALERT_CERTIFICATE_REQUIRED`, by the age of OpenSSL. */
const alertOf = (name: string): string | undefined =>
  /^(?:SSLV3|SSL\/TLS|TLSV1|TLSV13|TLS)_(?:ALERT_)?([A-Z_]+)$/.exec(name)?.[1];

/** Alerts that SSL 3 knew are called after it. */
const boringName = (name: string): string => {
  const alert = alertOf(name) ?? '';
  const number = alerts[alert];
  if (number === undefined) return name;
  if (number === alerts.UNRECOGNIZED_NAME) return `TLSV1_${alert}`;
  return `${number <= 47 ? 'SSLV3' : 'TLSV1'}_ALERT_${alert}`;
};

const alerts: Readonly<Record<string, number>> = {
  UNEXPECTED_MESSAGE: 10,
  BAD_RECORD_MAC: 20,
  HANDSHAKE_FAILURE: 40,
  BAD_CERTIFICATE: 42,
  UNSUPPORTED_CERTIFICATE: 43,
  CERTIFICATE_REVOKED: 44,
  CERTIFICATE_EXPIRED: 45,
  CERTIFICATE_UNKNOWN: 46,
  ILLEGAL_PARAMETER: 47,
  UNKNOWN_CA: 48,
  ACCESS_DENIED: 49,
  DECODE_ERROR: 50,
  DECRYPT_ERROR: 51,
  PROTOCOL_VERSION: 70,
  INTERNAL_ERROR: 80,
  UNRECOGNIZED_NAME: 112,
  CERTIFICATE_REQUIRED: 116,
  NO_APPLICATION_PROTOCOL: 120,
};

const chainTexts: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'certificate has expired',
  CERT_NOT_YET_VALID: 'certificate is not yet valid',
  CERT_REVOKED: 'certificate revoked',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self signed certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'self signed certificate in certificate chain',
  UNABLE_TO_GET_ISSUER_CERT: 'unable to get issuer certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unable to get local issuer certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unable to get local issuer certificate',
  UNABLE_TO_GET_CRL: 'unable to get certificate CRL',
  CERT_SIGNATURE_FAILURE: 'certificate signature failure',
  INVALID_PURPOSE: 'unsupported certificate purpose',
};

const depths: Readonly<Record<string, number>> = { SELF_SIGNED_CERT_IN_CHAIN: 1, UNABLE_TO_GET_ISSUER_CERT: 1 };
