import type { CheckedBody } from '../kind.ts';
import { isIpAddress } from '../names.ts';
import { checkBackend } from './check-backend.ts';
import { checkParents } from './check-parents.ts';
import type { TcpRouteSpec, TlsRouteSpec } from './connection-routes.ts';

/** TCPRoute and UDPRoute. 86 (names of rules) cannot be broken: there is one rule. */
export const checkConnectionRoute = ({ value, report }: CheckedBody<TcpRouteSpec>): void => {
  checkParents(value.parentRefs, report);
  value.rules.forEach(({ backendRefs }, rule) => {
    backendRefs.forEach((ref, index) => {
      checkBackend(ref, ['rules', rule, 'backendRefs', index], report); // 29
    });
  });
};

/** TLSRoute: both channels. 82 and 83 (the letters of names) are the schema's. */
export const checkTlsRoute = (body: CheckedBody<TlsRouteSpec>): void => {
  body.value.hostnames.forEach((hostname, index) => {
    if (!isIpAddress(hostname)) return;
    const message = `"${hostname}" is an address, which no client sends as the name of a server; write a host name`; // 81
    body.report('route/hostname', message, ['hostnames', index]);
  });
  checkConnectionRoute(body);
};
