import type { Plain } from '../edit/render.ts';
import type { CorsPolicy, Route } from '../route/table.ts';
import type { Context } from './context.ts';
import { methods } from './text-forms.ts';

/** A CORS policy as a filter of an HTTPRoute, which is never quite the same. */
export const corsFilter = (route: Route, cors: CorsPolicy, context: Context): { readonly [key: string]: Plain } => {
  const allowOrigins = cors.origins.flatMap((origin): string[] => {
    if (origin.type === 'regex' && origin.value === '.*') return ['*'];
    if (origin.type === 'exact' && (origin.value === '*' || /^https?:\/\/[^/]+$/.test(origin.value)))
      return [origin.value];
    context.tell(
      'lost',
      route,
      'cors',
      `origins by "${origin.value}" have no equal in an HTTPRoute; they are not allowed now`,
    );
    return [];
  });
  const words = (text: string | undefined): readonly string[] =>
    (text ?? '')
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '');
  const known: readonly string[] = [...methods, '*'];
  const allowMethods = words(cors.methods).filter((method) => known.includes(method));
  const allowHeaders = words(cors.headers);
  const exposeHeaders = words(cors.expose);
  context.tell(
    'approximated',
    route,
    'cors',
    'preflight requests of other origins are answered here and not forwarded, and lists are answered as an HTTPRoute does it',
  );
  return {
    type: 'CORS',
    cors: {
      ...(allowOrigins.length > 0 && { allowOrigins: allowOrigins.includes('*') ? ['*'] : allowOrigins }),
      ...(allowMethods.length > 0 && { allowMethods }),
      ...(allowHeaders.length > 0 && { allowHeaders }),
      ...(exposeHeaders.length > 0 && { exposeHeaders }),
      ...(cors.maxAgeSeconds !== undefined && cors.maxAgeSeconds > 0 && { maxAge: cors.maxAgeSeconds }),
      ...(cors.credentials && { allowCredentials: true }),
    },
  };
};
