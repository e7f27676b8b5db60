import type { OtherRules } from './block.ts';

const widestColumn = 10_000;

/** Checks the width of a column, in pixels. */
export const isWidth = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= widestColumn;

export const table = {
  is: 'atom',
  schema: { content: 'tableRow+', group: 'block', isolating: true, tableRole: 'table' },
  attributes: {},
  unit: 'table'
} as const satisfies OtherRules;

const part = { is: 'part', unit: null } as const;
const attributes = { colspan: 1, rowspan: 1, colwidth: null, align: null } as const;

export const tableRow = {
  ...part,
  schema: { content: '(tableCell | tableHeader)*', tableRole: 'row' },
  attributes: {}
} as const satisfies OtherRules;
export const tableHeader = {
  ...part,
  schema: { content: 'block+', isolating: true, tableRole: 'header_cell' },
  attributes
} as const satisfies OtherRules;
export const tableCell = {
  ...part,
  schema: { content: 'block+', isolating: true, tableRole: 'cell' },
  attributes
} as const satisfies OtherRules;
