import { translateConditions } from '../compile/conditions.ts';
import type { VirtualService } from '../compile/entry.ts';
import { originOf } from '../compile/origin.ts';
import { createRegexes } from '../compile/regexes.ts';
import { createReport } from '../compile/report.ts';
import type { Listing } from './survey.ts';

/**
 * The routes of a VirtualService as they are written, for one that no gateway has taken in: what is decided before any request (port,
 * gateways, source) is only compared with the same. Entries that delegate are left out, and so are patterns that RE2 refuses.
 */
export const writtenRoutes = (resource: VirtualService): Listing => {
  const regexes = createRegexes();
  // Whoever compiles the same says what is wrong with it.
  const unheard = createReport();
  const routes = (resource.spec.http ?? []).flatMap((http, index) => {
    if (http.delegate !== undefined) return [];
    const entry = ['spec', 'http', index];
    if (!http.match?.length) return [{ origin: originOf(resource, entry), conditions: [], where: '' }];
    return http.match.flatMap((spec, number) => {
      const path = [...entry, 'match', number];
      const match = { spec, gateways: spec.gateways ?? [], parts: [{ in: resource, path, spec }] as const };
      const found = translateConditions(match, regexes, unheard);
      if ('refused' in found) return [];
      const { port, gateways, sourceLabels, sourceNamespace } = spec;
      const isBound = port || gateways?.length || sourceLabels || sourceNamespace;
      return [
        {
          origin: originOf(resource, path),
          conditions: found.conditions,
          where: '',
          ...(isBound && { only: JSON.stringify([port, gateways, sourceLabels, sourceNamespace]) }),
        },
      ];
    });
  });
  return { routes, domains: ['*'] };
};
