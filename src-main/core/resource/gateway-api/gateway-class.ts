import { type Infer, object, optional, required, string } from '../../schema/schema.ts';
import { dnsLabel, domainPath, groupName, kindName, objectName } from './texts.ts';

const parametersRef = object('ParametersReference', {
  group: required(string(groupName), 'The API group.'),
  kind: required(string(kindName), 'The kind.'),
  name: required(string(objectName), 'The name.'),
  namespace: optional(string(dnsLabel), 'The namespace, for kinds that have one.'),
});

/** `GatewayClass`: who serves the Gateways of a class. */
export const gatewayClassSpec = object('GatewayClass', {
  controllerName: required(string(domainPath), 'The controller that serves the class.', {
    fidelity: 'approximated',
    note: 'every class is served here unless a LocalGateway names those that are',
  }),
  description: optional(string({ longest: 64 }), 'What the class is for.', {
    fidelity: 'ignored',
    note: 'it is for readers',
  }),
  parametersRef: optional(parametersRef, 'Further settings of the controller.', {
    fidelity: 'approximated',
    note: 'no kind of parameters is known here, so a class that names some is refused as the specification says',
  }),
});

export type GatewayClassSpec = Infer<typeof gatewayClassSpec>;
