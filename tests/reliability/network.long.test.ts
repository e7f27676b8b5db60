import { describeNetworks } from './many-networks.ts';

describeNetworks(Array.from({ length: 3_000 }, (_, n) => 10_001 + n));
