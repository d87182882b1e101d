import type { HeaderLines } from '../route/facts.ts';
import type { Subject } from './subject.ts';

/**
 * The value of a header by lower-case name, absent when no line has it.
 * Several lines are joined with `,` (cookies with `; `), as Envoy does before it matches (reference 4.4).
 */
export const headerValue = (lines: HeaderLines, name: string): string | undefined => {
  let value: string | undefined;
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const line = lines[i] as string;
    if (line.length !== name.length || (line !== name && line.toLowerCase() !== name)) continue;
    const next = lines[i + 1] as string;
    value = value === undefined ? next : `${value}${name === 'cookie' ? '; ' : ','}${next}`;
  }
  return value;
};

/** The same for a request, where `host` and names with a colon stand for the request line (Envoy keeps Host as `:authority`). */
export const requestHeader = (subject: Subject, name: string): string | undefined => {
  switch (name) {
    case 'host':
    case ':authority':
      return subject.authority;
    case ':method':
      return subject.method;
    case ':path':
      return subject.target;
    // What a client says about its scheme is overwritten before routing (reference 4.6 step 9, 8.2).
    case 'x-forwarded-proto':
    case ':scheme':
      return subject.scheme;
    default:
      return headerValue(subject.headers, name);
  }
};
