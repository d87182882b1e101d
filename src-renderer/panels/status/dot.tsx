import type { Tone } from './judge.ts';

/** A mark of its own shape for each tone, always beside words that say the same. */
export const Dot = ({ tone }: { readonly tone: Tone }) => <span className={`dot ${tone}`} aria-hidden="true" />;
