import type { Resource } from '../../resource/resource.ts';
import type { Snapshot } from '../snapshot.ts';
import type { ResourceStatus } from '../status.ts';
import { judged, ownController, type Verdict } from './conditions.ts';
import { supportedFeatures } from './features.ts';

/** What is made of the class that a Gateway names. Classes need no document. */
export type ClassFacts = {
  /** Whether its Gateways are served here at all. */
  readonly isServed: boolean;
  /** Who writes the statuses of its Gateways. */
  readonly controller: string;
  /** Why the class is not accepted. */
  readonly refused?: Verdict;
};

export type Classes = {
  readonly of: (name: string) => ClassFacts;
  readonly statuses: readonly ResourceStatus[];
  readonly refused: readonly { readonly resource: Resource; readonly verdict: Verdict }[];
};

/** Every class is served unless the LocalGateway names those that are; further parameters are not known here (reference 1.3). */
export const createClasses = ({ gatewayApi, settings }: Snapshot): Classes => {
  const { gatewayClasses } = settings;
  const isServed = (name: string): boolean => gatewayClasses === undefined || gatewayClasses.includes(name);
  const declared = new Map(
    gatewayApi.classes.map((resource) => {
      const { parametersRef, controllerName } = resource.spec;
      const refused: Verdict | undefined = parametersRef && {
        reason: 'InvalidParameters',
        message: `a ${parametersRef.kind} of "${parametersRef.group}" is not known here; remove "parametersRef"`,
      };
      return [resource.name, { resource, controller: controllerName, refused }] as const;
    }),
  );
  const served = [...declared.values()].filter(({ resource }) => isServed(resource.name));
  return {
    of: (name) => {
      const { controller = ownController, refused } = declared.get(name) ?? {};
      return { isServed: isServed(name), controller, ...(refused && { refused }) };
    },
    statuses: served.map(({ resource, refused }) => ({
      apiVersion: resource.apiVersion,
      kind: resource.kind,
      namespace: '',
      name: resource.name,
      status: {
        conditions: [judged(resource, 'Accepted', 'Accepted', refused)],
        supportedFeatures: supportedFeatures.map((name) => ({ name })),
      },
    })),
    refused: served.flatMap(({ resource, refused }) => (refused ? [{ resource, verdict: refused }] : [])),
  };
};
