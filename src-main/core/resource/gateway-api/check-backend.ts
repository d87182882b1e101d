import type { Path } from '../../text/tree.ts';
import type { CheckReport } from '../kind.ts';
import type { BackendObjectRef } from './references.ts';

/** 29, both channels: a Service is named with its port. */
export const checkBackend = (
  { group = '', kind = 'Service', name, port }: BackendObjectRef,
  path: Path,
  report: CheckReport,
): void => {
  if (group !== '' || kind !== 'Service' || port !== undefined) return;
  report('route/backend-port', `which port of "${name}" is meant is missing; add "port"`, [...path, 'name']);
};
