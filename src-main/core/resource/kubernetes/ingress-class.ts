import { type Infer, object, oneOf, optional, string } from '../../schema/schema.ts';
import { dnsName } from '../gateway-api/texts.ts';
import { controllerName } from './ingress-texts.ts';

const parameters = object('IngressClassParametersReference', {
  apiGroup: optional(string(), 'The API group.'),
  kind: optional(string(), 'The kind.'),
  name: optional(string(), 'The name.'),
  scope: optional(oneOf('Cluster', 'Namespace'), 'Whether it has a namespace.', { default: 'Cluster' }),
  namespace: optional(string(dnsName), 'The namespace, for the scope Namespace.'),
});

/** `networking.k8s.io` `IngressClass`: which controller serves the Ingresses of a class. */
export const ingressClassSpec = object('IngressClass', {
  controller: optional(string(controllerName), 'The controller that serves the class.', {
    fidelity: 'approximated',
    note: 'every controller is played here unless a LocalGateway names those that are',
  }),
  parameters: optional(parameters, 'Further settings of the controller.', {
    fidelity: 'ignored',
    note: 'no kind of parameters is known here',
  }),
});

export type IngressClassSpec = Infer<typeof ingressClassSpec>;

/** The annotation of the class that Ingresses without one belong to. */
export const defaultClassAnnotation = 'ingressclass.kubernetes.io/is-default-class';
