import { describeLines, describeReturn } from './storms.ts';

describeLines(1_000);
describeReturn(5_000);
