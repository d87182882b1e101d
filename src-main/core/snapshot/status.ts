/** A condition as Kubernetes stores it, without the time, which core does not know: whoever serves it adds when it changed. */
export type Condition = {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  /** For people; may be empty. */
  readonly message: string;
  readonly observedGeneration: number;
};

/** The `status` of one resource in the shape that Kubernetes stores. Plain JSON. */
export type ResourceStatus = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly status: unknown;
};
