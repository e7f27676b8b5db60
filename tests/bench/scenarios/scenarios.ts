/** In the order in which they run. */
import { cold } from './cold.ts';
import { flood } from './flood.ts';
import { kill } from './kill.ts';
import { merge } from './merge.ts';
import { reconnect } from './reconnect.ts';
import { rooms } from './rooms.ts';
import type { Scenario } from './scenario.ts';
import { storing } from './storing.ts';
import { typists } from './typists.ts';

export const scenarios: readonly Scenario[] = [typists, flood, rooms, cold, storing, kill, reconnect, merge];
