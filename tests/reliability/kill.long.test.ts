import { describeKills } from './many-kills.ts';

describeKills(1_000);
