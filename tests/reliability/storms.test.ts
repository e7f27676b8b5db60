import { describeLines, describeReturn } from './storms.ts';

/** More of both are in storms.long.test.ts. */
describeLines(200);
describeReturn(1_000);
