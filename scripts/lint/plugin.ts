/** Defines the rules of this repository as a plugin of ESLint. */
import type { ESLint } from 'eslint';
import { rawEnter, rawSql } from './syntax.ts';

const plugin: ESLint.Plugin = {
  meta: { name: 'meridian' },
  rules: { 'raw-enter': rawEnter, 'raw-sql': rawSql }
};
export default plugin;
