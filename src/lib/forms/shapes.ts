/**
 * Describes the fields that many forms have. Lengths only limit the size of the input; services validate it.
 */
import { z } from 'zod';

export const line = z.string().max(1_000);
export const optionalLine = line.default('');
export const optionalPassage = z.string().max(20_000).default('');
export const password = z.string().max(20_000);
export const id = z.string().min(1).max(100);
/** A version that was not sent equals none that is stored. */
export const version = z.coerce.number().int().min(-1).max(1_000_000_000).catch(-1);
export const seen = z.string().max(100).default('');
export const date = z
  .string()
  .max(10)
  .default('')
  .transform((value) => (value === '' ? null : value));

/** An empty value is no choice. */
export const choice = z
  .string()
  .max(100)
  .transform((value) => (value === '' ? null : value));

/** Names a thing of a list, and the neighbour past which it is moved. */
export const moveForm = z.object({ id, past: id });
/** Names a thing that is removed, and the fingerprint of what its reader saw. */
export const removalForm = z.object({ id, seen });
