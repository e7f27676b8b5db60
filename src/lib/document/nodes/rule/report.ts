import type { BlockReport } from '../block-report.ts';

export const reportRule: BlockReport = () => [{ kind: 'rule' }];
