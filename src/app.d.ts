import type { Bilingual, Locale } from '#base/locale.ts';
import type { Actor, Role } from '#base/permissions.ts';
import type { StudyAbility } from '#base/abilities.ts';
import type { RefusalCode } from '#base/refusal.ts';
import type { Services } from '#server/app.ts';
import type { ReadSession } from '#server/auth/sessions.ts';

declare global {
  namespace App {
    interface Locals {
      services: Services;
      /** Null for a reader who is not signed in. */
      actor: Actor | null;
      /** Holds what the session knows of the password; null for a reader who is not signed in. */
      session: Pick<ReadSession, 'confirmedAt' | 'passwordChange'> | null;
      locale: Locale;
      /** Names the action of the page that the request calls; undefined for others. */
      action?: string;
      /** Names why this request could not be done just now; its status is sent instead of 500. */
      refused?: RefusalCode;
      /** Holds the seconds after which a request that came too early may come again. */
      retryAfterSeconds?: number;
    }
    interface PageData {
      /** Holds what the navigation needs on the pages of a study. */
      study?: { readonly slug: string; readonly title: Bilingual; readonly shortTitle: Bilingual };
      abilities?: readonly StudyAbility[];
      roles?: readonly Role[];
      readsChapters?: boolean;
      ownCities?: readonly string[];
      unread?: { readonly mentions: number; readonly changes: number };
      /** Names the thing that the page shows, in its breadcrumbs, where no layout names it. */
      crumb?: Bilingual;
    }
    interface Error {
      message: string;
      code?: RefusalCode;
    }
  }
}

export {};
