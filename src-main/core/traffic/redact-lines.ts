import type { HeaderLines } from '../route/facts.ts';

/** What stands in place of a secret. */
export const redacted = '[redacted]';

const secretHeaders =
  /^(authorization|proxy-authorization|cookie|set-cookie|x-(amz-security|goog-iap-jwt|forwarded-client-cert|ms-token).*|.*(api-?key|auth-?token|access-?token|id-?token|refresh-?token|csrf-?token|xsrf-?token|secret|password|session-?(id|token|key)|signature))$/i;

/** Whether the value of a header of this name is a credential, or may become one. The one list of them. */
export const isSecretHeader = (name: string): boolean => secretHeaders.test(name);

/** The same lines with the values of credentials replaced; the very ones where there are none. */
export const redactLines = (lines: HeaderLines): HeaderLines => {
  let result: string[] | undefined;
  for (let i = 0; i + 1 < lines.length; i += 2) {
    if (!isSecretHeader(lines[i] as string)) continue;
    result ??= [...lines];
    result[i + 1] = redacted;
  }
  return result ?? lines;
};
