import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import { defineConfig, globalIgnores } from 'eslint/config';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** Enter and single keys belong to the input method while somebody composes; one place decides that. */
const rawEnter = {
  selector: "BinaryExpression[left.property.name='key'][right.value='Enter']",
  message: 'Ask isComposing first: the Enter that ends a composition must not act.'
};
const rawSql = {
  selector: "MemberExpression[object.name='sql'][property.name=/^(raw|lit)$/]",
  message: 'Text put into SQL as it stands; pass it as a parameter.'
};

export default defineConfig(
  globalIgnores([
    'build/',
    '.svelte-kit/',
    'src/lib/paraglide/',
    'node_modules/',
    'data/',
    'test-results/',
    'server/store/seeds/**/*.json'
  ]),
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js'] },
        extraFileExtensions: ['.svelte']
      },
      globals: { console: 'readonly', process: 'readonly', URL: 'readonly' }
    },
    rules: {
      'no-undef': 'off',
      'no-restricted-syntax': ['error', rawEnter, rawSql],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true }
      ],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/only-throw-error': ['error', { allow: ['Redirect', 'HttpError'] }],
      '@typescript-eslint/prefer-readonly': 'error',
      // There are no enums (erasableSyntaxOnly), and looking for them takes a sixth of the time.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      eqeqeq: 'error'
    }
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    // No stores either: state is in runes.
    rules: {
      'svelte/no-navigation-without-resolve': 'off',
      'svelte/no-at-html-tags': 'error',
      'svelte/require-store-reactive-access': 'off'
    }
  },
  { files: ['server/store/migrations/*.ts'], rules: { '@typescript-eslint/no-explicit-any': 'off' } },
  { files: ['**/*.js', '**/*.mjs'], extends: [ts.configs.disableTypeChecked] }
);
