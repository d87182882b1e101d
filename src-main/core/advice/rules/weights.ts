import type { Rule } from '../rule.ts';

/** Weights are shares of their sum, which people take for percent: another sum than 100 is worth knowing (reference 5.2). */
export const weights: Rule = ({ virtualServices }) =>
  virtualServices.flatMap((resource) =>
    (['http', 'tls', 'tcp'] as const).flatMap((field) =>
      (resource.spec[field] ?? []).flatMap(({ route = [] }, index) => {
        const sum = route.reduce((total, { weight = 0 }) => total + weight, 0);
        if (route.length < 2 || sum === 100 || sum === 0) return [];
        const shares = route.map(({ weight = 0 }) => `${Math.round((weight * 1000) / sum) / 10} %`);
        return [
          {
            severity: 'information' as const,
            code: 'route/weights',
            message: `the weights make ${sum} together, so the destinations get ${shares.join(', ')}; make them 100 if percent was meant`,
            place: resource.keyAt(['spec', field, index, 'route']),
          },
        ];
      }),
    ),
  );
