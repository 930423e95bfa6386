/** Classes and JSX without Babel: Vite's own compiler with Preact's automatic runtime. */
export default {
  base: '/console/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // Nothing inline: the policy of the page allows only files of our own.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
};
