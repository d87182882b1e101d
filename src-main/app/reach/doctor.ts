import { reachNowhere } from './nowhere.ts';
import type { DoctorPart, OtherParts, PartWorld } from './part.ts';

/** Whether all of reach works on this machine, and why not. */
export const createDoctor = (_world: PartWorld, _others: OtherParts): DoctorPart => ({
  handlers: { 'doctor.run': reachNowhere()['doctor.run'] },
  follow: () => {},
  close: async () => {},
});
