import type { Diagnostic } from '../text/diagnostic.ts';

/**
 * The code that `istioctl analyze` has for findings about several resources, by our own code (reference 10). What is wrong inside of
 * one resource gets its code where it is found.
 */
const codes: Readonly<Record<string, string>> = {
  'reference/missing': 'IST0101',
  'reference/missing-destination': 'IST0101',
  'reference/missing-port': 'IST0101',
  'reference/missing-subset': 'IST0101',
  'reference/host-not-in-gateway': 'IST0132',
  'reference/unknown-rule-host': 'IST0174',
  'virtual-service/mesh-host-taken': 'IST0109',
  'subset/no-endpoints': 'IST0173',
};

/** The diagnostic with Istio's code beside ours, where there is one. */
export const withIstioCode = (diagnostic: Diagnostic): Diagnostic => {
  const istio = diagnostic.istio ?? codes[diagnostic.code];
  return istio === undefined || istio === diagnostic.istio ? diagnostic : { ...diagnostic, istio };
};
