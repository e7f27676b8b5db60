/**
 * Defines the messages between the worker pool and a worker. One job runs at a time, so that an answer needs
 * no number.
 */
import type { Jobs, Kind } from './jobs.ts';
import type { Packed } from './packing.ts';

export interface ToWorker<K extends Kind = Kind> {
  readonly kind: K;
  readonly input: Jobs[K]['input'];
  readonly packed: Packed;
}

export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'made'; readonly made: Jobs[Kind]['made'] }
  | { readonly kind: 'failed'; readonly name: string; readonly message: string; readonly stack: string };
