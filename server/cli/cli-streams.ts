/** Describes the surroundings of a command: the environment and the streams of the terminal. */

export interface CliStreams {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
  readonly readInput: () => Promise<string>;
}
