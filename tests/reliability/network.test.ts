import { failingSeeds } from './failing-seeds.ts';
import { describeNetworks } from './many-networks.ts';

/** Thousands are in network.long.test.ts; these are run always. */
describeNetworks([
  ...Array.from({ length: 10 }, (_, n) => 2013 + 101 * n),
  ...failingSeeds.map(({ seed }) => seed)
]);
