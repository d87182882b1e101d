import { judge } from '#core/doctor/judge.ts';
import { shortenHome } from '#core/doctor/print-report.ts';
import type { DoctorReport } from '#core/doctor/report.ts';
import { type DoctorSystem, thisSystem } from '../../doctor/doctor-system.ts';
import { look } from '../../doctor/look.ts';
import { askFor, type Documents, type ExaminedParts } from './ask-for.ts';
import type { DoctorPart, PartWorld } from './part.ts';

export type DoctorOptions = {
  /** What is asked of the machine, for tests. */
  readonly system?: DoctorSystem;
  /** The documents, where no gateway serves them. */
  readonly documents?: Documents;
};

/** Whether all of reach works on this machine, and why not. */
export const createDoctor = (
  world: PartWorld,
  others: ExaminedParts,
  { system = thisSystem(world.system), documents }: DoctorOptions = {},
): DoctorPart => {
  const { clock } = world;
  const began = { wall: clock(), steady: performance.now() };
  // A clock that only goes forward stands still while the machine sleeps, so that a leap ahead proves nothing.
  const wentBackMs = (): number => performance.now() - began.steady - (clock() - began.wall);
  return {
    handlers: {
      'doctor.run': async ({ checks }): Promise<DoctorReport> => {
        const start = performance.now();
        const seen = await look(system, askFor(world, others, { system, documents, wentBackMs: wentBackMs() }), clock);
        const report = {
          at: seen.now,
          durationMs: Math.round(performance.now() - start),
          checks: judge(seen, checks),
        };
        return shortenHome(report, world.system.home);
      },
    },
    follow: () => {},
    close: async () => {},
  };
};
