/**
 * What random tests begin with: the same every time, so that a run says something about the change and not about luck. `SLIPWAY_SEED=7`
 * tries another one, `SLIPWAY_SEED=free` one that nobody has tried; what fails names its seed.
 */
export const seed = ((written: string | undefined): number =>
  written === 'free' ? Math.floor(Math.random() * 2 ** 31) : Number(written ?? 20_261_121))(process.env.SLIPWAY_SEED);
