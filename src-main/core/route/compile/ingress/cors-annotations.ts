import type { CorsPolicy, TextMatch } from '../../table.ts';
import type { Reader } from './read-annotation.ts';

export const corsNames = [
  'enable-cors',
  'cors-allow-origin',
  'cors-allow-methods',
  'cors-allow-headers',
  'cors-allow-credentials',
  'cors-expose-headers',
  'cors-max-age',
];

const usualMethods = 'GET, PUT, POST, DELETE, PATCH, OPTIONS';
const usualHeaders =
  'DNT,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,Content-Type,Range,Authorization';

/** The CORS annotations with the defaults of ingress-nginx; preflight requests are answered here. */
export const readCors = (reader: Reader): CorsPolicy | undefined => {
  if (!reader.flag('enable-cors')) return undefined;
  const expose = reader.list('cors-expose-headers')?.join(', ');
  return {
    origins: (reader.list('cors-allow-origin') ?? ['*']).map(originOf),
    methods: reader.text('cors-allow-methods') ?? usualMethods,
    headers: reader.text('cors-allow-headers') ?? usualHeaders,
    ...(expose && { expose }),
    maxAgeSeconds: reader.count('cors-max-age') ?? 1_728_000,
    credentials: reader.flag('cors-allow-credentials') ?? true,
    forwardUnmatched: false,
  };
};

/** `*` is every origin; `*.` in a host stands for one label or more. */
const originOf = (written: string): TextMatch => {
  if (written === '*') return { type: 'regex', value: '.*' };
  if (!written.includes('*')) return { type: 'exact', value: written };
  const parts = written.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return { type: 'regex', value: parts.join('[A-Za-z0-9.-]+') };
};
