import svelte from 'eslint-plugin-svelte';
import { defineConfig, globalIgnores } from 'eslint/config';
import ts from 'typescript-eslint';
import meridian from './scripts/lint/plugin.ts';
import svelteConfig from './svelte.config.js';

/**
 * ESLint reads the Svelte files, whose markup oxlint cannot, with the rules of this repository. Other files, the other rules
 * and every rule that needs types are in .oxlintrc.json.
 */
export default defineConfig(
  globalIgnores(['build/', '.svelte-kit/', 'node_modules/', 'data/', 'test-results/', 'src/lib/paraglide/']),
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    extends: [...ts.configs.strict, ...svelte.configs.recommended],
    plugins: { meridian },
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    rules: {
      'meridian/index-name': 'error',
      'meridian/message-once': 'error',
      'meridian/plain-names': 'error',
      'meridian/raw-enter': 'error',
      'meridian/raw-sql': 'error',
      'meridian/raw-doc': 'error',
      'meridian/raw-role': 'error',
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
    },
    // The comments that allow something also speak to oxlint.
    linterOptions: { reportUnusedDisableDirectives: 'off' }
  }
);
