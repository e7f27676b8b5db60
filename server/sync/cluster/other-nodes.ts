/** The other nodes as this one hears them: whether something of theirs was missed, and which have fallen silent. Times in milliseconds. */

/** A node says every two seconds that it lives. */
const silentMilliseconds = 10_000;

interface OtherNode {
  serial: number;
  heardAt: number;
  /** Whether the line has stood since it was last heard, so that a missing number is news that was missed. */
  isSure: boolean;
}

export class OtherNodes {
  readonly #nodes = new Map<string, OtherNode>();
  #beganAt = -Infinity;

  get count(): number {
    return this.#nodes.size;
  }

  /** A line stands anew: what was told meanwhile is missed anyway. */
  beginAgain(at: number): void {
    this.#beganAt = at;
    for (const node of this.#nodes.values()) node.isSure = false;
  }

  /** `missed` when something that it told before has not been heard, `repeated` when this has been heard already. */
  hear(name: string, serial: number, at: number): 'next' | 'missed' | 'repeated' {
    const node = this.#nodes.get(name);
    if (node && serial <= node.serial) return 'repeated';
    this.#nodes.set(name, { serial, heardAt: at, isSure: true });
    if (node) return node.isSure && serial !== node.serial + 1 ? 'missed' : 'next';
    // One that is heard for the first time has just begun, or has been here since before this node listened, or was taken for gone.
    return serial === 1 || at < this.#beganAt + silentMilliseconds ? 'next' : 'missed';
  }

  /** False when it was not here. */
  leave(name: string): boolean {
    return this.#nodes.delete(name);
  }

  /** Forgets those that have not been heard for too long, and returns their names. */
  dropSilent(at: number): string[] {
    const silent = [...this.#nodes]
      .filter(([, { heardAt }]) => at - heardAt > silentMilliseconds)
      .map(([name]) => name);
    for (const name of silent) this.#nodes.delete(name);
    return silent;
  }
}
