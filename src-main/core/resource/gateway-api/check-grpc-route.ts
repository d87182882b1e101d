import type { Path } from '../../text/tree.ts';
import type { CheckedBody, CheckReport } from '../kind.ts';
import { checkBackend } from './check-backend.ts';
import { checkFilters } from './check-filters.ts';
import { checkParents, checkRuleNames } from './check-parents.ts';
import { checkSession } from './check-session.ts';
import type { GrpcRouteMatch, GrpcRouteSpec } from './grpc-route.ts';

/** The rules of the CRD of GRPCRoute (reference 3), by their numbers there; both channels where nothing else is said. */
export const checkGrpcRoute = ({ value, report }: CheckedBody<GrpcRouteSpec>): void => {
  const { parentRefs, rules = [] } = value;
  checkParents(parentRefs, report);
  checkRuleNames(rules, report);
  // Unlike those of an HTTPRoute, rules without matches count for nothing.
  const matches = rules.reduce((sum, rule) => sum + (rule.matches?.length ?? 0), 0);
  if (matches > 128) {
    const message = `a route may have 128 matches at most, not ${matches}; make several routes of it`; // 28
    report('route/too-many-matches', message, ['rules'], { key: true });
  }
  rules.forEach((rule, index) => {
    const path = ['rules', index];
    rule.matches?.forEach(({ method }, match) => {
      if (method) checkMethod(method, [...path, 'matches', match, 'method'], report);
    });
    checkFilters(rule.filters, [...path, 'filters'], report);
    rule.backendRefs?.forEach((ref, backend) => {
      const at = [...path, 'backendRefs', backend];
      checkBackend(ref, at, report); // 29
      checkFilters(ref.filters, [...at, 'filters'], report);
    });
    checkSession(rule.sessionPersistence, [...path, 'sessionPersistence'], report); // 87, 88
  });
};

const checkMethod = (
  { type = 'Exact', service, method }: NonNullable<GrpcRouteMatch['method']>,
  path: Path,
  report: CheckReport,
): void => {
  if (service === undefined && method === undefined) {
    const message = 'neither "service" nor "method" is written; add one, or remove "method" to match every call'; // 42
    report('route/grpc-method', message, path, { key: true });
  }
  if (type !== 'Exact') return;
  if (service !== undefined && !/^\.?[a-z_][a-z_0-9]*(?:\.[a-z_][a-z_0-9]*)*$/i.test(service)) {
    const message = `"${service}" is not a gRPC service; write its package and name, such as "shop.Oven"`; // 43
    report('route/grpc-method', message, [...path, 'service']);
  }
  if (method !== undefined && !/^[A-Za-z_][A-Za-z_0-9]*$/.test(method)) {
    const message = `"${method}" is not a gRPC method; write its name alone, such as "Bake"`; // 44
    report('route/grpc-method', message, [...path, 'method']);
  }
};
