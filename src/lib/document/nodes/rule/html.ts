import type { BlockHtml } from '../block-html.ts';

export const ruleHtml: BlockHtml = ({ own }) => `<hr${own}>`;
