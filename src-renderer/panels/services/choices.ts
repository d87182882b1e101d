import type { BindTarget } from '#core/edit/bind-service.ts';
import type { Candidate } from '#core/edit/candidate.ts';
import { type Ranked, type Reason, rankCandidates, type Wanted } from '#core/edit/rank-candidates.ts';
import { parseAddress, parseSite } from '#core/resource/local/address.ts';
import type { Rank } from '../../state/search-rank.ts';

/** One line of the list from which a service is bound. */
export type Choice =
  | {
      readonly id: string;
      readonly is: 'candidate';
      readonly candidate: Candidate;
      readonly reasons: readonly Reason[];
    }
  /** What was typed is itself an address, a URL or a fixed answer. */
  | { readonly id: string; readonly is: 'typed'; readonly to: BindTarget; readonly text: string }
  | { readonly id: string; readonly is: 'stub' | 'cluster' | 'unbind' };

export type Offer = {
  readonly candidates: readonly Candidate[];
  readonly wanted: Wanted;
  readonly used: ReadonlySet<string>;
  /** Ids of candidates that serve another destination now. */
  readonly taken: ReadonlySet<string>;
  readonly bound: boolean;
};

/** Bundled services are candidates that are always there; those of the same name first. */
export const samples: readonly Candidate[] = ['httpbin', 'details', 'echo'].map((sample) => ({
  id: `sample ${sample}`,
  kind: 'sample',
  label: sample,
  to: { sample },
  names: [],
  about: {},
}));

/** What can be chosen for a destination while this is typed, the likeliest first. */
export const choicesOf = (offer: Offer, typed: string, rank: Rank): readonly Choice[] => {
  const { candidates, wanted, used, taken, bound } = offer;
  const ranked = rankCandidates([...candidates, ...samples], wanted, { used, taken });
  const fits = typed.trim() === '' ? ranked : pick(ranked, rank(ranked.map(searched), typed));
  const own = typedChoice(typed.trim());
  const found = fits.map(
    ({ candidate, reasons }): Choice => ({ id: candidate.id, is: 'candidate', candidate, reasons }),
  );
  const actions = (['stub', 'cluster', ...(bound ? (['unbind'] as const) : [])] as const).map((is) => ({ id: is, is }));
  return [...(own ? [own] : []), ...found, ...actions];
};

const pick = (ranked: readonly Ranked[], order: readonly number[]): readonly Ranked[] =>
  order.flatMap((at) => ranked[at] ?? []);

const searched = ({ candidate: { label, names, port, about } }: Ranked): string =>
  [label, ...names, port, about.process, about.title, about.image].filter((one) => one !== undefined).join(' ');

/** `3000`, `localhost:3000`, `https://api.example.com`, `stub 404`, `stub 200 {"ok": true}`. */
const typedChoice = (text: string): Choice | undefined => {
  const choice = (to: BindTarget): Choice => ({ id: 'typed', is: 'typed', to, text });
  const [, status, body] = /^stub(?::|\s+)([2-5]\d\d)(?:(?::|\s+)(.*))?$/is.exec(text) ?? [];
  if (status !== undefined) return choice({ stub: { status: Number(status), ...(body && { body }) } });
  if (/^https?:\/\//i.test(text)) return parseSite(text) && choice({ url: text });
  return parseAddress(text) && choice({ address: text });
};
