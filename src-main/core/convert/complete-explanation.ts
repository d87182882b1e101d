import type { Explanation } from '../route/explanation.ts';
import type { Hint, WrittenField } from '../route/hint.ts';
import type { Place } from '../text/diagnostic.ts';
import { gatewayHints, type HostDocuments, unservedHost } from './hint-gateway.ts';
import { findFields, placeFields, type SoughtField, soughtIn } from './locate-checks.ts';
import { type SoughtWrite, writeCondition } from './write-hint.ts';

/** What of an explanation only the documents know. Small, because it may cross to a worker. */
export type DocumentsAsked = {
  readonly fields: readonly SoughtField[];
  /** Conditions that hints offer. */
  readonly writes: readonly SoughtWrite[];
  readonly host?: string;
};
/** `null`: written nowhere, or not to be written there. */
export type DocumentsAnswer = {
  readonly places: readonly (Place | null)[];
  readonly writes: readonly (readonly WrittenField[] | null)[];
  readonly hints: readonly Hint[];
};

/** The question that an explanation has to the documents. */
export const askDocuments = (explanation: Explanation): DocumentsAsked => {
  const host = unservedHost(explanation);
  return {
    fields: soughtIn(explanation),
    writes: explanation.hints.flatMap(offered),
    ...(host !== undefined && { host }),
  };
};

export const answerFromDocuments = (
  build: HostDocuments,
  { fields, writes, host }: DocumentsAsked,
): DocumentsAnswer => ({
  places: findFields(fields, build.resources).map((place) => place ?? null),
  writes: writes.map((one) => {
    const { kind, namespace, name } = one.origin;
    const resource = build.resources.find(
      (each) => each.kind === kind && each.namespace === namespace && each.name === name,
    );
    return (resource && writeCondition(resource, one)) ?? null;
  }),
  hints: host === undefined ? [] : gatewayHints(host, build),
});

/** The explanation with the places of its conditions, effects and hints, and with what the documents say about its host. */
export const completeExplanation = (
  explanation: Explanation,
  { places, writes, hints }: DocumentsAnswer,
): Explanation => {
  const found = placeFields(
    explanation,
    places.map((place) => place ?? undefined),
  );
  let next = 0;
  const placed: Explanation = {
    ...found,
    hints: found.hints.map((hint): Hint => {
      const write = offered(hint).length === 0 ? null : writes[next++];
      return write ? { ...hint, write } : hint;
    }),
  };
  return hints.length === 0 ? placed : { ...placed, hints: [...hints, ...placed.hints].slice(0, 5) };
};

const offered = ({ origin, field, match }: Hint): readonly SoughtWrite[] =>
  origin && field && match ? [{ origin, field, match }] : [];
