/** One kind of timed work: what has fallen due is done, everything else is left. */
export interface ScheduledJob {
  /** For the journal, such as `deadlines`. */
  readonly name: string;
  /**
   * Does what is due by the house's clock. Run about every second, on every node at once: it looks cheaply whether anything is due,
   * does it in guarded transactions, and does nothing when run again.
   */
  run(): Promise<void>;
}
