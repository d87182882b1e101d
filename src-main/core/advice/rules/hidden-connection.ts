import type { Rule } from '../rule.ts';

/** A `tcp` entry behind one that takes every connection is never looked at (reference 9.3 V12). */
export const hiddenConnection: Rule = ({ virtualServices }) =>
  virtualServices.flatMap((resource) => {
    const { tcp = [] } = resource.spec;
    const all = tcp.findIndex(({ match }) => !match?.length);
    if (all < 0) return [];
    return Array.from({ length: tcp.length - all - 1 }, (_, index) => ({
      severity: 'warning' as const,
      code: 'route/unreachable',
      istio: 'IST0130',
      message: `this entry is never reached, because an earlier one takes every connection; move it in front of "tcp[${all}]"`,
      place: resource.keyAt(['spec', 'tcp', all + 1 + index]),
      related: [{ message: 'takes every connection', place: resource.keyAt(['spec', 'tcp', all]) }],
    }));
  });
