import type { Path } from '../../text/tree.ts';
import type { CheckedBody, CheckReport } from '../kind.ts';
import { isIpAddress, isObjectLabel, isObjectName, isPortName } from '../names.ts';
import { classAnnotation, type IngressBackend, type IngressPath, type IngressSpec } from './ingress.ts';
import type { IngressClassSpec } from './ingress-class.ts';

/** What the API server refuses in an Ingress (gateway-api reference 4.1). */
export const checkIngress = ({ value, annotations, report }: CheckedBody<IngressSpec>): void => {
  const { rules = [], defaultBackend, tls = [], ingressClassName } = value;
  if (rules.length === 0 && defaultBackend === undefined) {
    report('ingress/no-rules', 'an Ingress needs "rules" or a "defaultBackend"; add one of them', [], { key: true });
  }
  const annotated = annotations[classAnnotation];
  if (ingressClassName !== undefined && annotated !== undefined && annotated !== ingressClassName) {
    const message = `the annotation "${classAnnotation}" says "${annotated}", but "ingressClassName" says "${ingressClassName}"; remove the annotation`;
    report('ingress/two-classes', message, ['ingressClassName']);
  }
  if (defaultBackend) checkBackend(defaultBackend, ['defaultBackend'], report);
  rules.forEach(({ host, http }, index) => {
    const at: Path = ['rules', index];
    if (host !== undefined && host !== '') checkHost(host, [...at, 'host'], report);
    http?.paths.forEach((path, number) => {
      checkPath(path, [...at, 'http', 'paths', number], report);
      checkBackend(path.backend, [...at, 'http', 'paths', number, 'backend'], report);
    });
  });
  tls.forEach(({ hosts = [], secretName }, index) => {
    hosts.forEach((host, number) => {
      checkHost(host, ['tls', index, 'hosts', number], report);
    });
    if (secretName && !isObjectName(secretName)) {
      const message = `"${secretName}" is not the name of a Secret; use lower-case letters, digits, hyphens and dots`;
      report('ingress/secret', message, ['tls', index, 'secretName']);
    }
  });
};

const checkHost = (host: string, at: Path, report: CheckReport): void => {
  if (isIpAddress(host)) {
    report('ingress/host', `"${host}" is an IP address, and a host here is a name; use a name, or no host`, at);
    return;
  }
  const name = host.startsWith('*.') ? host.slice(2) : host;
  if (name === '' || !isObjectName(name)) {
    const message = `"${shortened(host)}" is not a host; use lower-case letters, digits, hyphens and dots, with "*." in front for one label, and no port`;
    report('ingress/host', message, at);
  }
};

/** Texts that no Exact or Prefix path may have in it, and those that may not end it. */
const within = ['//', '/./', '/../', '%2f', '%2F'];
const atEnd = ['/..', '/.'];

const checkPath = ({ path = '', pathType }: IngressPath, at: Path, report: CheckReport): void => {
  const tell = (message: string): void => report('ingress/path', message, [...at, 'path']);
  if (pathType === 'ImplementationSpecific') {
    if (path !== '' && !path.startsWith('/'))
      tell(`the path "${shortened(path)}" must begin with "/"; put one in front of it`);
    return;
  }
  if (!path.startsWith('/')) {
    tell(
      path === ''
        ? `a path of type ${pathType} is missing; add one that begins with "/"`
        : `the path "${shortened(path)}" must begin with "/"; write "/${shortened(path)}"`,
    );
    return;
  }
  const found = within.find((text) => path.includes(text)) ?? atEnd.find((text) => path.endsWith(text));
  if (found) tell(`a path of type ${pathType} cannot have "${found}" in it; remove it, or use ImplementationSpecific`);
};

const checkBackend = ({ service, resource }: IngressBackend, at: Path, report: CheckReport): void => {
  if (service && resource) {
    report('ingress/backend', 'a backend is a "service" or a "resource", not both; remove one', at, { key: true });
    return;
  }
  if (service === undefined) {
    if (resource === undefined)
      report('ingress/backend', 'this backend names nothing; add "service"', at, { key: true });
    return;
  }
  if (!isObjectLabel(service.name)) {
    const message = `"${shortened(service.name)}" is not the name of a Service; use lower-case letters, digits and hyphens`;
    report('ingress/backend', message, [...at, 'service', 'name']);
  }
  const { name, number } = service.port ?? {};
  const port: Path = [...at, 'service', 'port'];
  if (name !== undefined && number !== undefined) {
    report('ingress/port', 'a port has a "name" or a "number", not both; remove one', port, { key: true });
  } else if (name === undefined && number === undefined) {
    const missing = service.port === undefined ? [...at, 'service'] : port;
    report('ingress/port', 'the port of the Service is missing; add its "number" or its "name"', missing, {
      key: true,
    });
  } else if (name !== undefined && !isPortName(name)) {
    const message = `"${shortened(name)}" is not the name of a port; use at most 15 lower-case letters, digits and hyphens, with a letter among them`;
    report('ingress/port', message, [...port, 'name']);
  }
};

/** What the API server refuses in an IngressClass. */
export const checkIngressClass = ({ value, report }: CheckedBody<IngressClassSpec>): void => {
  const { controller, parameters } = value;
  if (controller === undefined) {
    const message = 'who serves the class is missing; add "controller", such as "k8s.io/ingress-nginx"';
    report('ingress-class/controller', message, ['controller'], { key: true });
  }
  if (parameters === undefined) return;
  const { kind, name, scope = 'Cluster', namespace } = parameters;
  if (!kind || !name) {
    const message = '"parameters" need a "kind" and a "name"; add them, or remove "parameters"';
    report('ingress-class/parameters', message, ['parameters'], { key: true });
  } else if (scope === 'Namespace' && !namespace) {
    report('ingress-class/parameters', 'parameters of the scope Namespace need a "namespace"; add it', ['parameters'], {
      key: true,
    });
  } else if (scope === 'Cluster' && namespace) {
    const message = 'parameters of the scope Cluster have no namespace; remove it, or use the scope Namespace';
    report('ingress-class/parameters', message, ['parameters', 'namespace']);
  }
};

const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text);
