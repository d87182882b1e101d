import type { Rule } from './rule.ts';
import { hiddenConnection } from './rules/hidden-connection.ts';
import { hiddenRoute } from './rules/hidden-route.ts';
import { hostNotInGateway } from './rules/host-not-in-gateway.ts';
import { hostNotServed } from './rules/host-not-served.ts';
import { httpsOnly } from './rules/https-only.ts';
import { listenerUnused } from './rules/listener-unused.ts';
import { meshOnly } from './rules/mesh-only.ts';
import { prefixWithoutSlash } from './rules/prefix-without-slash.ts';
import { regexMeaning } from './rules/regex-meaning.ts';
import { unescapedDot } from './rules/unescaped-dot.ts';
import { weights } from './rules/weights.ts';

/** The one list of advice rules. */
export const rules: readonly Rule[] = [
  hiddenConnection,
  hiddenRoute,
  hostNotInGateway,
  hostNotServed,
  httpsOnly,
  listenerUnused,
  meshOnly,
  prefixWithoutSlash,
  regexMeaning,
  unescapedDot,
  weights,
];
