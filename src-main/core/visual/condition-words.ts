/** What people call the fields of conditions. A field that is not named here is called by its key, so that a new one needs no line. */
const subjects: Readonly<Record<string, string>> = {
  uri: 'path',
  path: 'path',
  authority: 'host',
  headers: 'header',
  withoutHeaders: 'header',
  queryParams: 'query parameter',
  sourceLabels: 'source label',
  sniHosts: 'server name',
  destinationSubnets: 'destination address',
  sourceSubnet: 'source address',
  gateways: 'gateway',
  ignoreUriCase: 'ignore case of path',
};

const hows: Readonly<Record<string, string>> = {
  PathPrefix: 'prefix',
  RegularExpression: 'regex',
  ImplementationSpecific: 'as the controller does',
};

/** `sourceNamespace` is a `source namespace`, `URLRewrite` a `url rewrite`. */
export const subjectOf = (field: string): string =>
  subjects[field] ?? field.replace(/([a-z])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3 $2$4').toLowerCase();

/** `PathPrefix` is said as `prefix`, `Exact` as `exact`. */
export const sayHow = (how: string): string => hows[how] ?? how.toLowerCase();
