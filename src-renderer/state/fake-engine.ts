import type { FakeEngine } from '../client/fake.ts';
import { createBuilder } from './build-draft.ts';
import { createExplainer } from './explain-draft.ts';

/** The real core for the fake main. */
export const createFakeEngine = (): FakeEngine => {
  const explain = createExplainer();
  return { build: createBuilder(), explain: (table, request) => ({ ok: true, value: explain(table, request) }) };
};
