import type { Path } from '../../text/tree.ts';
import type { CheckReport } from '../kind.ts';
import { gatewayNameProblem, legacyGatewayName } from './gateway-name.ts';

/**
 * The names of a `gateways` list: V6 to V8, and H14 and T5 for those of a condition. Istio looks no further than the first name without
 * a namespace; that a later one leads nowhere is told when links are made. In conditions it loses the warning about old names.
 */
export const checkGatewayNames = (
  names: readonly string[] = [],
  path: Path,
  report: CheckReport,
  { old = false }: { readonly old?: boolean } = {},
): void => {
  for (const [index, name] of names.entries()) {
    const problem = gatewayNameProblem(name);
    const meant = problem || !old ? undefined : legacyGatewayName(name);
    if (problem) report('virtual-service/gateway-name', problem, [...path, index]);
    else if (meant) {
      const message = `"${name}" is the old way to name a Gateway of another namespace; write "${meant}"`;
      report('virtual-service/gateway-name', message, [...path, index], { severity: 'warning' });
    }
    if (!name.includes('/')) break;
  }
};
