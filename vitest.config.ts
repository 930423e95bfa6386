import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Suites that need another server or a browser run in `npm run check`.
    exclude: ['node_modules/**', 'dist/**', ...(process.env['LABAS_SERVERS'] === '1' ? [] : ['test/servers/**'])],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
