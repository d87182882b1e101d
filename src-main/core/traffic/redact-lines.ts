import type { HeaderLines } from '../route/facts.ts';

export const redacted = '[redacted]';

const secrets = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'api-key',
  'apikey',
  'x-auth-token',
  'x-access-token',
  'x-csrf-token',
  'x-xsrf-token',
  'x-amz-security-token',
  'x-forwarded-client-cert',
]);

/** The same lines with the values of credentials replaced; the very ones where there are none. */
export const redactLines = (lines: HeaderLines): HeaderLines => {
  let result: string[] | undefined;
  for (let i = 0; i + 1 < lines.length; i += 2) {
    if (!secrets.has((lines[i] as string).toLowerCase())) continue;
    result ??= [...lines];
    result[i + 1] = redacted;
  }
  return result ?? lines;
};
