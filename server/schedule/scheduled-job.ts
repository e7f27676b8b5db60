/** Describes one kind of scheduled work: it does what is due, and nothing else. */
export interface ScheduledJob {
  /** Names the job in the log, such as `deadlines`. */
  readonly name: string;
  /**
   * Does what is due by the server's clock. It runs about every second, on every node at once: it checks
   * cheaply whether anything is due, does it in guarded transactions, and does nothing when run again.
   */
  run(): Promise<void>;
  /** Holds the command that it gives for each that is due. */
  readonly command?: unknown;
}
