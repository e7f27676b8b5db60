/**
 * Finds where a dialog begins: at its first field, else at its first button, else at its title. Never at the
 * button that closes it, which would take what a user types at once.
 */

const isUsable = (element: HTMLElement): boolean =>
  !element.matches(':disabled, details:not([open]) > :not(summary) *');

export function firstControl(dialog: HTMLElement): HTMLElement | null {
  const first = (selector: string): HTMLElement | undefined =>
    [...dialog.querySelectorAll<HTMLElement>(selector)].find(isUsable);
  const field = first('input:not([type="hidden"]), select, textarea');
  // Of options that exclude each other, the one that is chosen.
  const chosen =
    field instanceof HTMLInputElement && field.type === 'radio'
      ? first(`input[type="radio"][name="${CSS.escape(field.name)}"]:checked`)
      : undefined;
  return chosen ?? field ?? first('button:not(.dialog-close), a[href]') ?? titleOf(dialog);
}

export const titleOf = (dialog: HTMLElement): HTMLElement | null => dialog.querySelector('.dialog-title');
