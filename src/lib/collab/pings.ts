/**
 * Sends pings over a socket that echoes: each has a number that identifies its answer, and a missing answer
 * delays no other.
 */

export interface Pings {
  /** Resolves to the milliseconds until the answer, or null when it does not arrive in time. */
  readonly ping: (within: number) => Promise<number | null>;
  close(): void;
}

/** Null when it does not open within so many milliseconds. */
export function openPings(path: string, within: number): Promise<Pings | null> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}${path}`);
    const waiting = new Map<string, (time: number | null) => void>();
    const late = setTimeout(() => {
      socket.close();
      resolve(null);
    }, within);
    const end = (): void => {
      clearTimeout(late);
      for (const answer of waiting.values()) answer(null);
      waiting.clear();
    };
    let sent = 0;
    socket.onmessage = (event: MessageEvent<unknown>) => {
      const key = String(event.data);
      waiting.get(key)?.(performance.now());
      waiting.delete(key);
    };
    socket.onclose = () => {
      end();
      resolve(null);
    };
    socket.onopen = () => {
      clearTimeout(late);
      resolve({
        ping: async (patience) => {
          if (socket.readyState !== WebSocket.OPEN) return null;
          const key = `ping ${(sent += 1)}`;
          const before = performance.now();
          const answered = new Promise<number | null>((answer) => {
            waiting.set(key, answer);
            setTimeout(() => answer(null), patience);
          });
          socket.send(key);
          const at = await answered;
          return at === null ? null : at - before;
        },
        close: () => socket.close()
      });
    };
  });
}
