/** One request of a behaviour case, as the file writes it. */
export type BehaviourRequest = {
  readonly method: string;
  readonly host: string | null;
  readonly port: number;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly scheme?: string;
  /** `null`: the client names no server. */
  readonly sni?: string | null;
  readonly via?: string;
  readonly sourceNamespace?: string;
  readonly httpVersion?: string;
  readonly clientIp?: string;
};
