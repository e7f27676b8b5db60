/** Lists all commands and reads by name, so that one test goes through all of them. */
import type { AnySubject } from './subject.ts';

export interface Registered {
  readonly name: string;
  readonly subject: AnySubject;
  readonly needs: readonly string[];
}

const commands = new Map<string, Registered>();
const reads = new Map<string, Registered>();

function note(all: Map<string, Registered>, one: Registered): void {
  if (all.has(one.name)) throw new Error(`Two are called ${one.name}`);
  all.set(one.name, one);
}

export const noteCommand = (command: Registered): void => note(commands, command);
export const noteRead = (read: Registered): void => note(reads, read);
export const allCommands = (): readonly Registered[] => [...commands.values()];
