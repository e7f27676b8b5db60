/** Defines the rules of this repository as a plugin of ESLint. */
import type { ESLint } from 'eslint';
import { indexName } from './index-name.ts';
import { keptFields } from './kept-fields.ts';
import { messageOnce } from './message-once.ts';
import { plainNames } from './plain-names.ts';
import { rawCommand, rawRole } from './rights.ts';
import { writtenText } from './written-text.ts';
import { rawDoc, rawEnter, rawSql } from './syntax.ts';

const plugin: ESLint.Plugin = {
  meta: { name: 'meridian' },
  rules: {
    'index-name': indexName,
    'kept-fields': keptFields,
    'message-once': messageOnce,
    'plain-names': plainNames,
    'raw-command': rawCommand,
    'raw-doc': rawDoc,
    'raw-enter': rawEnter,
    'raw-role': rawRole,
    'raw-sql': rawSql,
    'written-text': writtenText
  }
};
export default plugin;
