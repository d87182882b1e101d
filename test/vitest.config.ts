import { defineConfig } from 'vitest/config';

/** Everything but the browser walks (`test/e2e`, which Playwright runs). */
export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['**/*.test.{ts,tsx}'],
    exclude: ['e2e/**'],
    // Sockets and processes of the machine under test may be slow; no test asserts a time.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A test that leaves a socket open must not hold the run.
    teardownTimeout: 5_000,
  },
});
