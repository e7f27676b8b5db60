import { describeKills } from './many-kills.ts';

/** A thousand are in kill.long.test.ts; every fifth run lets everybody come back. */
describeKills(5);
