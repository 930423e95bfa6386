import { defineConfig } from 'vitest/config';

export default defineConfig({
  // As in the builds of the pages: a test may look at a component.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    include: ['test/**/*.test.ts'],
    // Suites that need another server or a browser run in `npm run check`.
    exclude: ['node_modules/**', 'dist/**', ...(process.env['LABAS_SERVERS'] === '1' ? [] : ['test/servers/**'])],
    // A machine that does other work as well may take long; how fast things are is measured by `npm run bench`.
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
