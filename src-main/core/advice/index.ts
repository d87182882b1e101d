import type { Rule } from './rule.ts';
import { coveredMatch } from './rules/covered-match.ts';
import { hostNotInGateway } from './rules/host-not-in-gateway.ts';
import { meshOnly } from './rules/mesh-only.ts';
import { unreachableRoute } from './rules/unreachable-route.ts';

/** The one list of advice rules. */
export const rules: readonly Rule[] = [coveredMatch, hostNotInGateway, meshOnly, unreachableRoute];
