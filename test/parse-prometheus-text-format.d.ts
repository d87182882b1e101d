declare module 'parse-prometheus-text-format' {
  type Metric = {
    readonly value?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly buckets?: Readonly<Record<string, string>>;
    readonly count?: string;
    readonly sum?: string;
  };
  /** The families of a text; throws for what is not in the format. */
  export default function parse(
    text: string,
  ): readonly { readonly name: string; readonly type: string; readonly metrics: readonly Metric[] }[];
}
