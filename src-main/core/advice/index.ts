import type { Rule } from './rule.ts';
import { annotations } from './rules/annotations.ts';
import { claims } from './rules/claims.ts';
import { deploymentServices } from './rules/deployment-services.ts';
import { deprecated } from './rules/deprecated.ts';
import { duplicateCertificate } from './rules/duplicate-certificate.ts';
import { gatewayConflict } from './rules/gateway-conflict.ts';
import { gatewayServicePort } from './rules/gateway-service-port.ts';
import { hiddenConnection } from './rules/hidden-connection.ts';
import { hiddenRoute } from './rules/hidden-route.ts';
import { hostNotInGateway } from './rules/host-not-in-gateway.ts';
import { hostNotServed } from './rules/host-not-served.ts';
import { httpsOnly } from './rules/https-only.ts';
import { listenerUnused } from './rules/listener-unused.ts';
import { meshOnly } from './rules/mesh-only.ts';
import { noWorkload } from './rules/no-workload.ts';
import { portNotGiven } from './rules/port-not-given.ts';
import { prefixWithoutSlash } from './rules/prefix-without-slash.ts';
import { regexMeaning } from './rules/regex-meaning.ts';
import { serviceEntryProtocols } from './rules/service-entry-protocols.ts';
import { servicePortProtocol } from './rules/service-port-protocol.ts';
import { sidecarConflict } from './rules/sidecar-conflict.ts';
import { subsetPods } from './rules/subset-pods.ts';
import { subsetRoutesOfMesh } from './rules/subset-routes-of-mesh.ts';
import { unescapedDot } from './rules/unescaped-dot.ts';
import { unverifiedServer } from './rules/unverified-server.ts';
import { weights } from './rules/weights.ts';

/** The one list of advice rules. */
export const rules: readonly Rule[] = [
  annotations,
  claims,
  deploymentServices,
  deprecated,
  duplicateCertificate,
  gatewayConflict,
  gatewayServicePort,
  hiddenConnection,
  hiddenRoute,
  hostNotInGateway,
  hostNotServed,
  httpsOnly,
  listenerUnused,
  meshOnly,
  noWorkload,
  portNotGiven,
  prefixWithoutSlash,
  regexMeaning,
  serviceEntryProtocols,
  servicePortProtocol,
  sidecarConflict,
  subsetPods,
  subsetRoutesOfMesh,
  unescapedDot,
  unverifiedServer,
  weights,
];
