import type { Path } from '../../text/tree.ts';
import type { CheckedBody, CheckReport } from '../kind.ts';
import type { BackendTlsPolicySpec } from './backend-tls-policy.ts';

/** The rules of the CRD of BackendTLSPolicy (reference 3), by their numbers there; all in both channels. */
export const checkBackendTlsPolicy = ({ value, report }: CheckedBody<BackendTlsPolicySpec>): void => {
  checkTargets(value.targetRefs, report);
  const { caCertificateRefs = [], wellKnownCACertificates, subjectAltNames = [] } = value.validation;
  const path = ['validation'];
  if (caCertificateRefs.length > 0 && wellKnownCACertificates !== undefined) {
    const message = 'either "caCertificateRefs" or "wellKnownCACertificates" says whom to trust; remove one of the two'; // 3
    const related = { message: 'the other one', path: [...path, 'caCertificateRefs'] };
    report('backend-tls-policy/authorities', message, [...path, 'wellKnownCACertificates'], { key: true, related });
  } else if (caCertificateRefs.length === 0 && wellKnownCACertificates === undefined) {
    const message = 'whom to trust is missing; add "caCertificateRefs", or "wellKnownCACertificates: System"'; // 4
    report('backend-tls-policy/authorities', message, path, { key: true });
  }
  subjectAltNames.forEach((name, index) => {
    checkSubject(name, [...path, 'subjectAltNames', index], report);
  });
};

/** 1 and 2: parts of one Service are named each once, or the Service as a whole. */
const checkTargets = (targets: BackendTlsPolicySpec['targetRefs'], report: CheckReport): void => {
  targets.forEach((target, index) => {
    const first = targets.findIndex(
      ({ group, kind, name, sectionName }) =>
        group === target.group &&
        kind === target.kind &&
        name === target.name &&
        (sectionName === target.sectionName || sectionName === undefined || target.sectionName === undefined),
    );
    if (first === index) return;
    const same = targets[first]?.sectionName === target.sectionName;
    const remedy = same ? 'remove one, or give each its own "sectionName"' : 'give both a "sectionName", or remove one';
    const what = same ? 'is named twice' : 'is named as a whole and in part';
    report('backend-tls-policy/target', `"${target.name}" ${what}; ${remedy}`, ['targetRefs', index, 'name'], {
      related: { message: 'the other one', path: ['targetRefs', first, 'name'] },
    });
  });
};

type SubjectAltName = NonNullable<BackendTlsPolicySpec['validation']['subjectAltNames']>[number];

const sorts = [
  ['Hostname', 'hostname'], // 5, 6
  ['URI', 'uri'], // 7, 8
] as const;

const checkSubject = (name: SubjectAltName, path: Path, report: CheckReport): void => {
  for (const [type, member] of sorts) {
    const given = name[member] !== undefined;
    if (type === name.type && !given) {
      report('backend-tls-policy/subject', `type "${type}" needs "${member}"; add it`, [...path, 'type']);
    } else if (type !== name.type && given) {
      const message = `"${member}" is not for type "${name.type}"; change "type", or remove it`;
      report('backend-tls-policy/subject', message, [...path, member], { key: true });
    }
  }
};
