/** A spec that breaks rules of the CRDs, and nothing else: their numbers, the kind, the spec, and `code: the text that is pointed at` of each diagnostic. */
export type Broken = readonly [
  rules: number | readonly number[],
  kind: string,
  spec: string,
  ...told: readonly string[],
];
