import type { Route } from '../route/table.ts';
import type { Atom, AtomPath, Value } from './atoms.ts';
import { aKind, type Context } from './context.ts';
import { methodsOf, pathOf, valueFor } from './text-forms.ts';

/**
 * The conditions of a route as matches of the Gateway API, several where methods are alternatives. None where a condition cannot be
 * written so: without it the rule would take what it does not take now, so that it is left out, which is told.
 */
export const atomsOf = (route: Route, order: number, context: Context): readonly Atom<Route>[] => {
  let path: AtomPath = { type: 'PathPrefix', value: '' };
  let methods: readonly (string | undefined)[] = [undefined];
  const headers: Record<string, Value> = {};
  const queries: Record<string, Value> = {};
  for (const condition of route.conditions) {
    switch (condition.on) {
      case 'path': {
        const found = pathOf(condition.match, condition.ignoreCase);
        path = found.path;
        if (found.differs) context.tell('approximated', route, 'path', found.differs);
        if (path.type !== 'RegularExpression' && /\/\/|\/\.\.?(\/|$)|%2f|#|^[^/]/i.test(path.value)) {
          context.leaveOut(route, `${aKind(context.to)} cannot have the path "${path.value}"; this match is left out`);
          return [];
        }
        break;
      }
      case 'method': {
        const known = methodsOf(condition.match);
        if (condition.match.type === 'prefix' && condition.match.value === '') break;
        if (known.length === 0) {
          context.leaveOut(
            route,
            `an HTTPRoute does not know the method "${condition.match.value}"; this match is left out`,
          );
          return [];
        }
        if (condition.match.type !== 'exact') {
          const message = `methods have no patterns in an HTTPRoute; ${known.join(', ')} stand for "${condition.match.value}"`;
          context.tell('approximated', route, 'method', message);
        }
        methods = known;
        break;
      }
      case 'header':
        if (condition.without) {
          const message = `that "${condition.name}" must not be there (or not be so) has no equal in ${aKind(context.to)}; this match is left out, because it would take too much`;
          context.leaveOut(route, message);
          return [];
        }
        if (Object.hasOwn(headers, condition.name)) {
          context.leaveOut(route, `two conditions on "${condition.name}" cannot stand in one match; it is left out`);
          return [];
        }
        headers[condition.name] = valueFor(condition.match);
        break;
      case 'query':
        queries[condition.name] = valueFor(condition.match);
        if (!condition.decoded && /[^A-Za-z0-9._~*()|-]/.test('value' in condition.match ? condition.match.value : ''))
          context.tell(
            'approximated',
            route,
            `query ${condition.name}`,
            'parameters are compared as they are meant now ("%20" and "+" are blanks), not as they are written',
          );
        break;
      default: {
        const what = { authority: 'the host with its port', scheme: 'the scheme', source: 'the address of the client' };
        const message = `a condition on ${what[condition.on]} has no equal in ${aKind(context.to)}; this match is left out, because it would take too much`;
        context.leaveOut(route, message);
        return [];
      }
    }
  }
  context.carry(route, 'path', 'method', 'name');
  for (const name of Object.keys(headers)) context.carry(route, `header ${name}`);
  for (const name of Object.keys(queries)) context.carry(route, `query ${name}`);
  return methods.map((method) => ({
    order,
    rule: route,
    path,
    ...(method !== undefined && { method }),
    headers,
    queries,
  }));
};

/** The precedence of an HTTPRoute (gateway-api reference 2.4): form and length of the path, method, headers, parameters. */
export const httpRouteRank = ({ path, method, headers, queries }: Atom): readonly number[] => [
  path.type === 'Exact' ? 2 : path.type === 'PathPrefix' ? 1 : 0,
  path.type === 'PathPrefix' ? Math.max(1, path.value.length) : path.value.length,
  method === undefined ? 0 : 1,
  Object.keys(headers).length,
  Object.keys(queries).length,
];
