import js from 'typescript-eslint';

export default js.config(
  {
    ignores: [
      'dist/',
      'var/',
      'coverage/',
      'node_modules/',
      '**/web/dist/',
      '**/*.mjs',
      'eslint.config.js',
      'vitest.config.ts',
      '**/vite.config.ts',
    ],
  },
  ...js.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { project: ['./tsconfig.json', './tsconfig.web.json'], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `return done()` in a function that returns nothing is how this house leaves early.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // Iterating over code points is what is meant wherever a string is spread here.
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'use a string union' },
        { selector: 'ExportDefaultDeclaration', message: 'use a named export' },
      ],
    },
  },
  {
    files: ['test/**', 'bench/**'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
