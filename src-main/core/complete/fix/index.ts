import type { Fixer } from './context.ts';
import { apiVersion, duplicateResource, kindName, noApiVersion } from './document-fixes.ts';
import { addParent, backend, missingParent, otherListener, permit } from './gateway-api-fixes.ts';
import {
  addGateways,
  missingHost,
  missingPort,
  missingResource,
  missingSubset,
  servedHost,
  unboundHost,
} from './reference-fixes.ts';
import { convertRegex, escapeDots } from './regex-fixes.ts';
import { hiddenRoute, hostWithPort, slashPair, weights } from './route-fixes.ts';
import {
  duplicateItem,
  durationUnit,
  missingField,
  oneOfTwo,
  removeIt,
  unknownField,
  wrongType,
  wrongWord,
} from './schema-fixes.ts';
import {
  addTls,
  consecutiveErrors,
  everyHost,
  mirrorPercentage,
  portName,
  protocol,
  ringSize,
  upperCase,
} from './server-fixes.ts';
import { duplicateKey, quoteText, removeComment, type TextFixer, tabs } from './text-fixes.ts';

/** The one list of quick fixes, by the code of the finding; of several the first come first. */
export const fixers: Readonly<Record<string, readonly Fixer[]>> = {
  'schema/unknown-field': [unknownField],
  'schema/required': [missingField],
  'schema/wrong-type': [wrongType],
  'schema/enum': [wrongWord],
  'schema/duration': [durationUnit],
  'schema/exclusive': [oneOfTwo],
  'schema/duplicate-item': [duplicateItem],
  'kind/version': [apiVersion],
  'kind/unknown': [kindName],
  'resource/no-api-version': [noApiVersion],
  'resource/duplicate': [duplicateResource],
  'reference/missing': [missingResource, missingParent],
  'reference/not-permitted': [permit],
  'route/not-attached': [otherListener],
  'route/no-parents': [addParent],
  'backend/not-resolved': [backend],
  'reference/missing-destination': [missingHost],
  'reference/missing-port': [missingPort],
  'reference/missing-subset': [missingSubset],
  'reference/host-not-in-gateway': [servedHost],
  'fidelity/mesh-only': [addGateways],
  'binding/missing': [unboundHost],
  'match/regex-refused': [convertRegex],
  'route/unreachable': [hiddenRoute],
  'route/covered-match': [hiddenRoute],
  'route/duplicate-match': [hiddenRoute],
  'route/prefix-without-slash': [slashPair],
  'regex/unescaped-dot': [escapeDots],
  'route/weights': [weights],
  'virtual-service/weights': [weights],
  'virtual-service/destination': [hostWithPort],
  'virtual-service/mirror-percent': [mirrorPercentage],
  'virtual-service/cors': [upperCase],
  'gateway/protocol': [protocol],
  'gateway/tls-missing': [addTls],
  'gateway/port-name': [portName],
  'gateway/duplicate-port-name': [portName],
  'gateway/no-hosts': [everyHost],
  'gateway/target-port': [removeIt(true)],
  'gateway/tls-unexpected': [removeIt(false)],
  'service-entry/protocol': [protocol],
  'traffic-policy/outlier-deprecated': [consecutiveErrors],
  'traffic-policy/hash-deprecated': [ringSize],
};

/** Those that look at the characters alone. */
export const textFixers: Readonly<Record<string, readonly TextFixer[]>> = {
  'yaml/tab': [tabs],
  'yaml/quote-needed': [quoteText],
  'yaml/read-as-boolean': [quoteText],
  'yaml/duplicate-key': [duplicateKey],
  'suppress/unused': [removeComment],
  'suppress/no-reason': [removeComment],
  'suppress/unreadable': [removeComment],
  'suppress/not-possible': [removeComment],
};
