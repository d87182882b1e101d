import { domainPath } from '../gateway-api/texts.ts';

/** The name of a controller, as an IngressClass writes it: `k8s.io/ingress-nginx`. */
export const controllerName = {
  pattern: domainPath.pattern,
  help: 'must be a domain and a path, such as "k8s.io/ingress-nginx"',
  longest: 250,
};
