import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Text } from '#contract/contract.ts';
import type { Origin } from '#core/route/table.ts';
import { type FollowedRules, keyOfRule, type RuleNow } from '#core/traffic/follow-rules.ts';
import type { TrafficRow } from '#core/traffic/traffic-row.ts';
import { askSettled } from './ask-settled.ts';
import type { DraftStore } from './draft.ts';
import { findRule } from './edit-route.ts';
import type { FilesStore } from './files.ts';
import type { Language } from './language.ts';
import { locateInDraft } from './locate.ts';
import type { NavigationStore } from './navigation.ts';
import type { ReviewStore } from './review.ts';

/** What has become of a generation's rules in the drafts; good for as long as the drafts are these. */
type Followed = {
  readonly drafts: ReadonlyMap<string, string>;
  readonly rules: FollowedRules;
  readonly texts: readonly Text[];
};

/** By generation; one is missing until somebody asks about it. */
export type RulesNowState = { readonly followed: ReadonlyMap<number, Followed> };

/** A rule then and now, as it is written; what is not there is empty. */
export type RuleTexts = { readonly before: string; readonly after: string };

export type RulesNowStore = StoreApi<RulesNowState> & {
  /** What has become of the rule of an exchange; undefined where its generation is no longer known, or main is away. */
  readonly resolve: (row: TrafficRow) => Promise<RuleNow | undefined>;
  /** Shows the line of the rule as it is written now; false where it is gone. */
  readonly goTo: (row: TrafficRow) => Promise<boolean>;
  readonly textsOf: (row: TrafficRow, now: RuleNow) => RuleTexts | undefined;
};

type World = {
  readonly review: Pick<ReviewStore, 'textsOf'>;
  readonly files: FilesStore;
  readonly draft: DraftStore;
  readonly language: Pick<Language, 'follow'>;
  readonly navigation: Pick<NavigationStore, 'jumpTo'>;
};

/** Generations that are remembered: whoever looks at traffic looks at the newest ones. */
const most = 8;

/** Leads from an exchange to its rule, however the text was changed since. */
export const createRulesNow = ({ review, files, draft, language, navigation }: World): RulesNowStore => {
  const store = createStore<RulesNowState>(() => ({ followed: new Map() }));
  const asked = new Map<number, Promise<Followed | undefined>>();

  const follow = async (generation: number): Promise<Followed | undefined> => {
    const texts = await review.textsOf(generation);
    if (!texts.ok) return undefined;
    const settled = await askSettled({ files, draft }, () => language.follow(texts.value));
    if (settled?.answer === undefined) return undefined;
    const known = { drafts: settled.texts, rules: settled.answer, texts: texts.value };
    store.setState(({ followed }) => ({
      followed: new Map([...[...followed].filter(([one]) => one !== generation).slice(1 - most), [generation, known]]),
    }));
    return known;
  };
  const known = (generation: number): Promise<Followed | undefined> => {
    const now = store.getState().followed.get(generation);
    if (now && now.drafts === draft.getState().texts) return Promise.resolve(now);
    const under = asked.get(generation) ?? follow(generation).finally(() => asked.delete(generation));
    asked.set(generation, under);
    return under;
  };
  const resolve = async (row: TrafficRow) => {
    const all = await known(row.generation).catch(() => undefined);
    return all && ruleNow(all.rules, row);
  };
  return {
    ...store,
    resolve,
    goTo: async (row) => {
      if (row.route === undefined) return false;
      const now = await resolve(row);
      if (now?.is === 'deleted') return false;
      navigation.jumpTo(now ? now.origin.place : locateInDraft(row.route.origin, draft.getState().table));
      return true;
    },
    textsOf: (row, now) => {
      const texts = store.getState().followed.get(row.generation)?.texts;
      if (row.route === undefined || texts === undefined) return undefined;
      const { origin } = row.route;
      const then = texts.find(({ file }) => file === origin.place.file)?.text ?? '';
      const place = now.is === 'deleted' ? undefined : now.origin;
      const text = place && draft.getState().texts.get(place.place.file);
      return {
        before: ruleText(then, origin),
        after: place && text !== undefined ? ruleText(text, place) : '',
      };
    },
  };
};

/** What is known of the rule of a row without asking anybody: one look into a map, for rows of a list. */
export const ruleNow = (rules: FollowedRules, { virtualHost = '', route }: TrafficRow): RuleNow | undefined =>
  route && rules[keyOfRule(virtualHost, route.id)];

/** The rule as it stands in the text, with the indentation of its first line taken off. */
const ruleText = (text: string, origin: Origin): string => {
  const rule = findRule(text, origin, origin.path);
  if (rule === undefined) return '';
  const { document, tree } = rule;
  const start = document.text.lastIndexOf('\n', tree.range[0] - 1) + 1;
  const lines = document.text.slice(start, tree.range[1]).trimEnd().split('\n');
  const indent = Math.min(
    ...lines.filter((line) => line.trim() !== '').map((line) => /^ */.exec(line)?.[0].length ?? 0),
  );
  return `${lines.map((line) => line.slice(indent)).join('\n')}\n`;
};
