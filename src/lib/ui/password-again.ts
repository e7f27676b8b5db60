/** Lets any form and any link to a file ask for the password again, in the one dialog of the page. */
type Ask = () => Promise<boolean>;
let ask: Ask | undefined;

/** Returns what takes it away. */
export function provideDialog(dialog: Ask): () => void {
  ask = dialog;
  return () => {
    if (ask === dialog) ask = undefined;
  };
}

/** Checks whether the server wants the password before it does what a form asked for. */
export const asksPassword = (result: { readonly type: string; readonly location?: string }): boolean =>
  result.type === 'redirect' && (result.location ?? '').startsWith('/confirm?');

/** Resolves with whether it was given; false at once where no dialog can ask. */
export const askForPassword: Ask = () => ask?.() ?? Promise.resolve(false);
