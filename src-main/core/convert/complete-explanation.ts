import type { Resource } from '../resource/resource.ts';
import type { Explanation } from '../route/explanation.ts';
import type { Hint } from '../route/hint.ts';
import type { Place } from '../text/diagnostic.ts';
import { gatewayHints, unservedHost } from './hint-gateway.ts';
import { findFields, placeFields, type SoughtField, soughtIn } from './locate-checks.ts';

/** What of an explanation only the documents know. Small, because it may cross to a worker. */
export type DocumentsAsked = { readonly fields: readonly SoughtField[]; readonly host?: string };
/** `null`: written nowhere. */
export type DocumentsAnswer = { readonly places: readonly (Place | null)[]; readonly hints: readonly Hint[] };

/** The question that an explanation has to the documents. */
export const askDocuments = (explanation: Explanation): DocumentsAsked => {
  const host = unservedHost(explanation);
  return { fields: soughtIn(explanation), ...(host !== undefined && { host }) };
};

export const answerFromDocuments = (
  { resources }: { readonly resources: readonly Resource[] },
  { fields, host }: DocumentsAsked,
): DocumentsAnswer => ({
  places: findFields(fields, resources).map((place) => place ?? null),
  hints: host === undefined ? [] : gatewayHints(host, resources),
});

/** The explanation with the places of its conditions, effects and hints, and with what the documents say about its host. */
export const completeExplanation = (explanation: Explanation, { places, hints }: DocumentsAnswer): Explanation => {
  const placed = placeFields(
    explanation,
    places.map((place) => place ?? undefined),
  );
  return hints.length === 0 ? placed : { ...placed, hints: [...hints, ...placed.hints].slice(0, 5) };
};
