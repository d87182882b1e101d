import type { Resource } from '../../resource/resource.ts';
import type { Diagnostic } from '../../text/diagnostic.ts';
import { nearest } from '../../text/nearest.ts';
import { quotedList } from '../../text/words.ts';
import { annotationHomes } from '../facts/istio-annotations.ts';
import type { Rule } from '../rule.ts';

/**
 * Annotations of Istio on the kinds whose annotations its analyzer reads: those it does not know (IST0108), and those that do nothing
 * where they stand (IST0107). A new version may know more, so that a name near no other is an information.
 */
export const annotations: Rule = ({ namespaces, services, workloads }) =>
  [...namespaces, ...services, ...workloads].flatMap((resource) =>
    ['Namespace', 'Service', 'Pod', 'Deployment'].includes(resource.kind)
      ? Object.keys(resource.annotations).flatMap((name) => look(resource, name))
      : [],
  );

const look = (resource: Resource, name: string): readonly Diagnostic[] => {
  const [domain = ''] = name.split('/');
  if (domain !== 'istio.io' && !domain.endsWith('.istio.io') && name !== 'kubernetes.io/ingress.class') return [];
  const place = resource.keyAt(['metadata', 'annotations', name]);
  const homes = annotationHomes.get(name);
  if (homes === undefined) {
    const meant = nearest(name, annotationHomes.keys());
    return [
      {
        severity: meant ? 'warning' : 'information',
        code: 'annotation/unknown',
        istio: 'IST0108',
        message: `Istio knows no annotation "${name}"; ${meant ? `did you mean "${meant}"?` : 'correct the name or remove it'}`,
        place,
      },
    ];
  }
  if (homes.includes('Any') || homes.includes(resource.kind)) return [];
  const inTemplate = resource.kind === 'Deployment' && homes.includes('Pod');
  const remedy = inTemplate ? 'move it to "spec.template.metadata.annotations"' : `put it on a ${quotedList(homes)}`;
  return [
    {
      severity: 'warning',
      code: 'annotation/misplaced',
      istio: 'IST0107',
      message: `the annotation "${name}" does nothing on a ${resource.kind}; ${remedy}`,
      place,
    },
  ];
};
