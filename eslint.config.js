import svelte from 'eslint-plugin-svelte';
import { defineConfig, globalIgnores } from 'eslint/config';
import ts from 'typescript-eslint';
import meridian from './scripts/lint/plugin.ts';
import svelteConfig from './svelte.config.js';

/**
 * ESLint reads the markup of the Svelte files, which oxlint cannot, and the rules of this repository in every
 * file, without types. The other rules, and every rule that needs types, are in .oxlintrc.json.
 */
export default defineConfig(
  globalIgnores(['build/', '.svelte-kit/', 'node_modules/', 'data/', 'test-results/', 'src/lib/paraglide/']),
  {
    files: ['**/*.ts', '**/*.js', '**/*.mjs', '**/*.svelte'],
    plugins: { meridian, '@typescript-eslint': ts.plugin },
    languageOptions: { parser: ts.parser },
    rules: {
      'meridian/doc-comment-sentence': 'error',
      'meridian/message-once': 'error',
      'meridian/plain-names': 'error',
      'meridian/raw-enter': 'error',
      'meridian/raw-sql': 'error'
    },
    // The comments that allow something also speak to oxlint.
    linterOptions: { reportUnusedDisableDirectives: 'off' }
  },
  // A test may use a plain document, as a stock client does.
  {
    files: ['src/**', 'server/**'],
    ignores: ['src/lib/document/new-doc.ts'],
    rules: { 'meridian/raw-doc': 'error' }
  },
  // Migrations are never edited, and the rule names what it refuses.
  {
    files: ['server/store/migrations/*.ts', 'scripts/lint/*.ts'],
    rules: { 'meridian/doc-comment-sentence': 'off', 'meridian/plain-names': 'off' }
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    extends: [...ts.configs.strict, ...svelte.configs.recommended],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'meridian/kept-fields': 'error',
      'meridian/written-text': 'error',
      'svelte/no-at-html-tags': 'error',
      // Without a type a button submits the form around it.
      'svelte/button-has-type': 'error',
      'svelte/no-navigation-without-resolve': 'off',
      // No stores either: state is in runes.
      'svelte/require-store-reactive-access': 'off'
    }
  }
);
