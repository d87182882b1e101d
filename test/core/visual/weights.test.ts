import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apportion, evenShares, moveShare, percentagesOf } from '../../../src-main/core/visual/weights.ts';

const sum = (all: readonly number[]) => all.reduce((a, b) => a + b, 0);
const share = fc.record({ weight: fc.nat(100), locked: fc.boolean() });
/** Shares that come to a total, and which of them is moved to where. */
const moves = fc
  .record({
    shares: fc.array(share, { minLength: 2, maxLength: 8 }),
    index: fc.nat(7),
    wanted: fc.integer({ min: -20, max: 900 }),
  })
  .map(({ shares, index, wanted }) => ({
    shares,
    index: index % shares.length,
    wanted,
    total: sum(shares.map(({ weight }) => weight)),
  }))
  .filter(({ total }) => total > 0);

describe('moving a share', () => {
  it('takes from the others in proportion', () => {
    const shares = [90, 10].map((weight) => ({ weight, locked: false }));
    expect(moveShare(shares, 0, 50, 100)).toEqual([50, 50]);
    const three = [60, 30, 10].map((weight) => ({ weight, locked: false }));
    expect(moveShare(three, 2, 40, 100)).toEqual([40, 20, 40]);
    expect(moveShare(three, 0, 100, 100)).toEqual([100, 0, 0]);
  });

  it('goes round locked ones, up to what they leave', () => {
    const shares = [
      { weight: 50, locked: false },
      { weight: 30, locked: true },
      { weight: 20, locked: false },
    ];
    expect(moveShare(shares, 0, 60, 100)).toEqual([60, 30, 10]);
    expect(moveShare(shares, 0, 100, 100)).toEqual([70, 30, 0]);
    expect(
      moveShare(
        [
          { weight: 40, locked: false },
          { weight: 60, locked: true },
        ],
        0,
        10,
        100,
      ),
    ).toEqual([40, 60]);
  });

  it('keeps the total and the locked ones, and gives nobody less than nothing', () => {
    fc.assert(
      fc.property(moves, ({ shares, index, wanted, total }) => {
        const next = moveShare(shares, index, wanted, total);
        expect(sum(next)).toBe(total);
        expect(next.every((weight) => Number.isInteger(weight) && weight >= 0)).toBe(true);
        shares.forEach(({ locked, weight }, i) => {
          if (locked && i !== index) expect(next[i]).toBe(weight);
        });
      }),
    );
  });

  it('never enlarges another share when one grows, and goes back to where it was', () => {
    fc.assert(
      fc.property(moves, fc.nat(50), ({ shares, index, wanted, total }, more) => {
        const [small, large] = [
          moveShare(shares, index, wanted, total),
          moveShare(shares, index, wanted + more, total),
        ];
        expect(large[index]).toBeGreaterThanOrEqual(small[index] ?? 0);
        large.forEach((weight, i) => {
          if (i !== index) expect(weight).toBeLessThanOrEqual(small[i] ?? 0);
        });
        expect(moveShare(shares, index, shares[index]?.weight ?? 0, total)).toEqual(shares.map(({ weight }) => weight));
      }),
    );
  });
});

describe('even shares and percentages', () => {
  it('differ by one at most and keep the total', () => {
    expect(
      evenShares(
        [80, 10, 10].map((weight) => ({ weight, locked: false })),
        100,
      ),
    ).toEqual([34, 33, 33]);
    expect(
      evenShares(
        [
          { weight: 50, locked: true },
          { weight: 50, locked: false },
          { weight: 0, locked: false },
        ],
        100,
      ),
    ).toEqual([50, 25, 25]);
  });

  it('come to 100, or are nothing at all', () => {
    expect(percentagesOf([1, 1, 1])).toEqual([34, 33, 33]);
    expect(percentagesOf([0, 0])).toEqual([0, 0]);
    fc.assert(
      fc.property(fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 16 }), fc.nat(1000), (weights, total) => {
        const parts = apportion(weights, total);
        expect(sum(parts)).toBe(total);
        expect(parts.every((part) => part >= 0)).toBe(true);
      }),
    );
  });
});
