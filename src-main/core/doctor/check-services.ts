import { type Check, counted, everywhere, type Finding, ifSeen, listed, looked, ofService } from './finding.ts';
import type { ServiceSeen } from './observations.ts';

/** The documents: all of them in force as they are written. */
export const checkWorkspace: Check = {
  id: 'workspace',
  group: 'services',
  title: 'documents',
  many: {
    'workspace-unreadable': (files) => `${counted(files.length, 'file')} cannot be read`,
    'documents-held-back': (all) => `${listed(all)} have errors; their last good version answers`,
  },
  look: ({ workspace }) =>
    ifSeen(workspace, ({ files, errors, first, heldBack, failures }) => {
      const fix = { says: 'see each error at its line', command: 'slipway check' };
      const findings: Finding[] = failures.map((says) => ({
        cause: 'workspace-unreadable',
        result: 'failure',
        about: says,
        touches: [everywhere],
        says,
        fix: { says: 'make the file readable, or take it out of the workspace' },
      }));
      for (const one of heldBack) {
        const says = `${one} has errors; its last good version answers`;
        findings.push({
          cause: 'documents-held-back',
          result: 'warning',
          about: one,
          touches: [everywhere],
          says,
          fix,
        });
      }
      if (errors > 0 && heldBack.length === 0) {
        const says = `${counted(errors, 'error')} in the documents${first === undefined ? '' : `, the first ${first}`}`;
        findings.push({
          cause: 'documents-broken',
          result: 'failure',
          about: 'documents',
          touches: [everywhere],
          says,
          fix,
        });
      }
      if (files === 0 && findings.length === 0) return { is: 'not', why: 'no files are open' };
      return looked(findings, `${counted(files, 'file')} in force`);
    }),
};

/** Every cluster that a route leads to: bound, and somebody there. */
export const checkServices: Check = {
  id: 'services',
  group: 'services',
  title: 'services',
  many: {
    'service-unbound': (names) => `nobody has said where ${listed(names)} are; requests to them answer 503`,
    'service-down': (names) => `nobody listens where ${listed(names)} should be`,
    'service-late': (names) => `${listed(names)} do not take connections`,
    'service-unknown-name': (names) => `the addresses of ${listed(names)} are names that nobody knows`,
    'service-loops': (names) => `${listed(names)} lead back to ports of the gateway itself`,
    'service-left-out': (names) => `every endpoint of ${listed(names)} is left out after errors`,
  },
  look: ({ services }) =>
    ifSeen(services, (all) => {
      if (all.length === 0) return { is: 'not', why: 'no route leads to a service' };
      return looked(all.flatMap(judgeService), `${counted(all.length, 'service')} within reach`);
    }),
};

const judgeService = (service: ServiceSeen): readonly Finding[] => {
  const { name, bound, endpoints, ejected, of: total } = service;
  const of = (cause: string, result: Finding['result'], says: string, fix: Finding['fix']): Finding => ({
    cause,
    result,
    about: name,
    touches: [ofService(name)],
    says,
    fix,
  });
  const bind = {
    says: 'start its program, or bind it to another address',
    command: 'slipway services',
    deed: 'services',
  } as const;
  if (!bound) {
    const says = `nobody has said where "${name}" is; requests to it answer 503`;
    return [of('service-unbound', 'warning', says, { ...bind, says: 'bind it to the port of its program' })];
  }
  const found: Finding[] = [];
  const own = endpoints.find(({ ours }) => ours === true);
  if (own !== undefined) {
    const says = `"${name}" leads to ${own.address}, where this gateway itself listens`;
    found.push(of('service-loops', 'failure', says, { ...bind, says: 'bind it to the port of its program' }));
  }
  const closed = endpoints.filter(({ dial }) => dial !== 'open');
  const [first] = closed;
  if (first !== undefined) {
    const all = closed.length === endpoints.length;
    const result = all ? 'failure' : 'warning';
    const rest = all ? '' : `; ${endpoints.length - closed.length} of ${endpoints.length} addresses are well`;
    if (first.dial === 'refused')
      found.push(of('service-down', result, `nobody listens at ${first.address} for "${name}"${rest}`, bind));
    else if (first.dial === 'unresolved')
      found.push(
        of('service-unknown-name', result, `the name in ${first.address} of "${name}" is known to nobody${rest}`, bind),
      );
    else found.push(of('service-late', result, `${first.address} of "${name}" takes no connection${rest}`, bind));
  }
  if (total > 0 && ejected === total) {
    const says = `every endpoint of "${name}" is left out after errors`;
    found.push(
      of('service-left-out', 'warning', says, {
        says: 'see the errors of its program; endpoints come back by themselves',
        command: 'slipway upstreams',
        deed: 'services',
      }),
    );
  }
  return found;
};
