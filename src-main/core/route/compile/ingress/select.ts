import { classAnnotation, type IngressSpec } from '../../../resource/kubernetes/ingress.ts';
import { defaultClassAnnotation } from '../../../resource/kubernetes/ingress-class.ts';
import type { Resource } from '../../../resource/resource.ts';
import type { Snapshot } from '../../../snapshot/snapshot.ts';
import type { Place } from '../../../text/diagnostic.ts';
import { quotedList } from '../../../text/words.ts';
import type { Report } from '../report.ts';

export type Ingress = Resource<IngressSpec>;

/** An Ingress that is served here. */
export type ServedIngress = {
  readonly ingress: Ingress;
  /** Served as ingress-nginx does it: its annotations count, and what the API leaves to controllers is as there. */
  readonly nginx: boolean;
  /** Who serves the class, where its document says that. */
  readonly controller?: string;
};

const nginxController = 'k8s.io/ingress-nginx';
export const nginxPrefix = 'nginx.ingress.kubernetes.io/';

type Named = { readonly name: string; readonly by: 'field' | 'annotation' | 'default'; readonly place: Place };

/**
 * The Ingresses that are served here, oldest first (gateway-api reference 4.1): by `ingressClassName`, the older annotation, or the
 * default class, of several the newest. As long as no LocalGateway names classes or controllers, all are. What is left alone is told.
 */
export const selectIngresses = (snapshot: Snapshot, report: Report): readonly ServedIngress[] => {
  const { ingressClasses: served, ingressControllers: controllers } = snapshot.settings;
  const classes = new Map(snapshot.ingressClasses.map((one) => [one.name, one]));
  const usual = defaultClass(snapshot);
  return snapshot.ingresses.flatMap((ingress): readonly ServedIngress[] => {
    const named = classOf(ingress, usual);
    const controller = named && classes.get(named.name)?.spec.controller;
    const why = refusal(named, controller, served, controllers);
    if (why !== undefined) {
      report.add({
        severity: 'information',
        code: 'ingress/other-class',
        message: `Ingress "${ingress.namespace}/${ingress.name}" is left alone, because ${why}`,
        place: named?.place ?? ingress.at(['metadata', 'name']),
      });
      return [];
    }
    const nginx = isNginx(ingress, named, classes.has(named?.name ?? ''), controller);
    return [{ ingress, nginx, ...(controller !== undefined && { controller }) }];
  });
};

const classOf = (ingress: Ingress, usual: string | undefined): Named | undefined => {
  const { ingressClassName } = ingress.spec;
  if (ingressClassName !== undefined) {
    return { name: ingressClassName, by: 'field', place: ingress.at(['spec', 'ingressClassName']) };
  }
  const annotated = ingress.annotations[classAnnotation];
  if (annotated !== undefined && annotated !== '') {
    return { name: annotated, by: 'annotation', place: ingress.at(['metadata', 'annotations', classAnnotation]) };
  }
  return usual === undefined ? undefined : { name: usual, by: 'default', place: ingress.at(['metadata', 'name']) };
};

/** The newest of those that say so, then the first by name. */
const defaultClass = ({ ingressClasses }: Snapshot): string | undefined => {
  const found = ingressClasses.filter(({ annotations }) => annotations[defaultClassAnnotation] === 'true');
  const [first] = [...found].sort(
    (a, b) => compareText(b.created ?? '', a.created ?? '') || compareText(a.name, b.name),
  );
  return first?.name;
};

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const refusal = (
  named: Named | undefined,
  controller: string | undefined,
  classes: readonly string[] | undefined,
  controllers: readonly string[] | undefined,
): string | undefined => {
  if (classes === undefined && controllers === undefined) return undefined;
  if (named === undefined) {
    return 'it names no class and no IngressClass is the default one; add "ingressClassName"';
  }
  if (classes !== undefined && !classes.includes(named.name)) {
    return `the LocalGateway serves the classes ${quotedList(classes, 'and')} alone; add "${named.name}" to its "ingressClasses"`;
  }
  if (controllers === undefined) return undefined;
  if (controller !== undefined) {
    if (controllers.includes(controller)) return undefined;
    return `its class "${named.name}" belongs to the controller "${controller}"; add that to the "ingressControllers" of the LocalGateway`;
  }
  if (named.by === 'annotation' && controllers.some((one) => isUsualName(one, named.name))) return undefined;
  return `no IngressClass "${named.name}" says who serves it; add the class, or correct the name`;
};

/** Before there were classes, controllers answered to a short form of their own name: `nginx` for `k8s.io/ingress-nginx`. */
const isUsualName = (controller: string, name: string): boolean => {
  const last = controller.slice(controller.lastIndexOf('/') + 1);
  return name === last || `ingress-${name}` === last;
};

/** By the controller of the class; where nobody says it, by its name or by annotations that only ingress-nginx knows. */
const isNginx = (
  { annotations }: Ingress,
  named: Named | undefined,
  isDeclared: boolean,
  controller: string | undefined,
): boolean => {
  if (isDeclared && controller !== undefined) return controller === nginxController;
  if (named?.name.startsWith('nginx')) return true;
  return Object.keys(annotations).some((name) => name.startsWith(nginxPrefix));
};
