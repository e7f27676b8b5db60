/**
 * Defines why a socket was closed: the codes of the contract, each with the text that is sent as its reason.
 */

export const closeCodes = {
  malformed: 4400,
  'session-ended': 4401,
  forbidden: 4403,
  'too-slow': 4408,
  'generation-ended': 4409,
  'too-large': 4413,
  'client-too-old': 4426,
  rate: 4429,
  /**
   * Plain WebSocket codes: the server stops for a restart; an append or load failed that the client should
   * try again.
   */
  restart: 1012,
  'try-again': 1013
} as const;

export type CloseReason = keyof typeof closeCodes;

export const closeReasonOf = (code: number): CloseReason | undefined =>
  (Object.keys(closeCodes) as CloseReason[]).find((reason) => closeCodes[reason] === code);

/**
 * Checks whether a client must not reconnect by itself after this reason: the same frame would be refused
 * again.
 */
export const isFinal = (reason: CloseReason): boolean =>
  !(reason === 'restart' || reason === 'try-again' || reason === 'too-slow' || reason === 'rate');
