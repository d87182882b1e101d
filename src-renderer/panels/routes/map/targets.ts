import type { Target } from '#core/visual/retarget.ts';

export type NamedTarget = { readonly words: string; readonly target: Target };

/** Services as they are listed: `reviews.default:9080 v2`, without what all hosts of the cluster end with. */
export const nameTargets = (targets: readonly Target[]): readonly NamedTarget[] =>
  targets.map((target) => ({ words: sayTarget(target), target }));

const sayTarget = ({ host, port, subset }: Target): string =>
  `${host.replace(/\.svc\.cluster\.local$/, '')}${port === 0 ? '' : `:${port}`}${subset === undefined ? '' : ` ${subset}`}`;

/** What was chosen or typed: `reviews`, `reviews:9080`, `reviews:9080 v2`. */
export const readTarget = (text: string, known: readonly NamedTarget[]): Target => {
  const typed = text.trim();
  const named = known.find(({ words }) => words === typed);
  if (named !== undefined) return named.target;
  const [, host = '', port = '0', subset] = /^([^\s:]*)(?::(\d+))?(?:\s+(\S+))?$/.exec(typed) ?? [];
  return { host, port: Number(port), ...(subset === undefined ? {} : { subset }) };
};
