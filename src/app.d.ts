import type { Locale } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import type { RefusalCode } from '#domain/refusal.ts';
import type { House } from '#server/house.ts';

declare global {
  namespace App {
    interface Locals {
      house: House;
      /** Null for a reader who is not signed in. */
      actor: Actor | null;
      locale: Locale;
    }
    interface Error {
      message: string;
      code?: RefusalCode;
    }
  }
}

export {};
