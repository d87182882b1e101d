import { checkBrowserDns, checkBrowsers, checkPages, checkProxy } from './check-browser.ts';
import { checkAuthority, checkServed, checkTrust } from './check-certificates.ts';
import { checkHosts } from './check-hosts.ts';
import {
  checkClock,
  checkDataFolder,
  checkDisk,
  checkNetwork,
  checkOthers,
  checkRuntime,
  checkSurroundings,
} from './check-machine.ts';
import { checkNameChoice, checkNames } from './check-names.ts';
import { checkGateway, checkPorts } from './check-ports.ts';
import { checkServices, checkWorkspace } from './check-services.ts';
import type { Check } from './finding.ts';

/** Every check, in the order in which they are told. */
export const checks: readonly Check[] = [
  checkWorkspace,
  checkServices,
  checkGateway,
  checkPorts,
  checkNames,
  checkHosts,
  checkNameChoice,
  checkBrowsers,
  checkBrowserDns,
  checkProxy,
  checkPages,
  checkAuthority,
  checkTrust,
  checkServed,
  checkClock,
  checkDisk,
  checkDataFolder,
  checkRuntime,
  checkOthers,
  checkSurroundings,
  checkNetwork,
];

export const checkIds: readonly string[] = checks.map(({ id }) => id);
