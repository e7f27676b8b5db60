/**
 * Tracks the other nodes as this one receives them: whether a message of theirs was missed, and which have
 * fallen silent. Times in milliseconds.
 */

/** Limits the silence of a node, which sends a heartbeat every two seconds. */
const silentMilliseconds = 10_000;

interface OtherNode {
  serial: number;
  heardAt: number;
  /**
   * States whether the connection has lasted since the node's last message, so that a missing number is a
   * missed message.
   */
  isSure: boolean;
}

export class OtherNodes {
  readonly #nodes = new Map<string, OtherNode>();
  #beganAt = -Infinity;

  get count(): number {
    return this.#nodes.size;
  }

  /** Starts again with a new connection: what was sent meanwhile is missed anyway. */
  beginAgain(at: number): void {
    this.#beganAt = at;
    for (const node of this.#nodes.values()) node.isSure = false;
  }

  /**
   * Records an entry: `missed` when an earlier one of the node was not received, `repeated` when this one was
   * received already.
   */
  hear(name: string, serial: number, at: number): 'next' | 'missed' | 'repeated' {
    const node = this.#nodes.get(name);
    if (node && serial <= node.serial) return 'repeated';
    this.#nodes.set(name, { serial, heardAt: at, isSure: true });
    if (node) return node.isSure && serial !== node.serial + 1 ? 'missed' : 'next';
    // A node that is new here has just started, or ran before this node listened, or was taken for gone.
    return serial === 1 || at < this.#beganAt + silentMilliseconds ? 'next' : 'missed';
  }

  /** False when it was not known. */
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
