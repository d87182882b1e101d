/** `httpbin.default.svc.cluster.local:8000` or `… (subset v2)`. */
export const sayDestination = ({
  host,
  port,
  subset,
}: {
  readonly host: string;
  readonly port: number;
  readonly subset?: string;
}): string => `${host}:${port}${subset === undefined ? '' : ` (subset ${subset})`}`;
