/** What a command has around it: the environment and the ways in and out of the terminal. */

export interface CliStreams {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
  /** Everything on standard input. */
  readonly readInput: () => Promise<string>;
}
