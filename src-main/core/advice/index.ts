import type { Rule } from './rule.ts';
import { hiddenConnection } from './rules/hidden-connection.ts';
import { hiddenRoute } from './rules/hidden-route.ts';
import { hostNotInGateway } from './rules/host-not-in-gateway.ts';
import { meshOnly } from './rules/mesh-only.ts';
import { weights } from './rules/weights.ts';

/** The one list of advice rules. */
export const rules: readonly Rule[] = [hiddenConnection, hiddenRoute, hostNotInGateway, meshOnly, weights];
