/** `httpbin.default.svc.cluster.local:8000` or `… (subset v2)`; port 0 is wherever the client was going, and is not said. */
export const sayDestination = ({
  host,
  port,
  subset,
}: {
  readonly host: string;
  readonly port: number;
  readonly subset?: string;
}): string => `${host}${port === 0 ? '' : `:${port}`}${subset === undefined ? '' : ` (subset ${subset})`}`;
