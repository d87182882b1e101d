import type { FakeWorld } from './fake-world.ts';

export type Fault = {
  readonly name: string;
  /** The one that is right. */
  readonly cause: string;
  readonly spoil: (world: FakeWorld) => void;
  /** What its sentence, and what its remedy, must name. */
  readonly says?: RegExp;
  readonly fix?: RegExp;
};
