/** Keeps whether a reader wants the menu with labels or folded to icons; by default the width decides. */
export const menuLooks = ['auto', 'open', 'folded'] as const;
export type MenuLook = (typeof menuLooks)[number];

export const menuLookIn = (cookie: string | undefined): MenuLook =>
  menuLooks.find((look) => look === cookie) ?? 'auto';

/** Stores the choice for a year; the server renders the next page accordingly. */
export function keepMenuLook(look: MenuLook): void {
  document.cookie = `menu=${look}; path=/; max-age=31536000; samesite=lax`;
}
