/** Figures mean nothing without the machine on which they were measured. */
import { cpus, release, totalmem } from 'node:os';
import { canPin } from './targets/process.ts';

export interface Machine {
  readonly at: string;
  readonly cores: number;
  readonly processor: string;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  readonly pinned: boolean;
  readonly sentence: string;
}

export function machine(): Machine {
  const facts = {
    at: new Date().toISOString(),
    cores: cpus().length,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()}`,
    node: process.version,
    pinned: canPin
  };
  const launch = canPin
    ? 'server on core 0, clients on core 1'
    : 'not pinned: servers and clients share the cores';
  return {
    ...facts,
    sentence: `${facts.at.slice(0, 16)}Z, ${facts.cores} cores (${facts.processor}), ${facts.memoryGb} GB, Node ${facts.node}; ${launch}`
  };
}
