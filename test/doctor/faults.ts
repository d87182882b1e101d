import type { Fault } from './fault.ts';
import { certificateFaults, machineFaults, serviceFaults } from './faults-machine.ts';
import { browserFaults, nameFaults } from './faults-names.ts';
import { portFaults } from './faults-ports.ts';

export const faults: readonly Fault[] = [
  ...portFaults,
  ...nameFaults,
  ...browserFaults,
  ...certificateFaults,
  ...serviceFaults,
  ...machineFaults,
];
