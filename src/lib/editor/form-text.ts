/** Returns a field of a form as text; a file, which none of these forms has, gives an empty text. */
export function textIn(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name);
  return typeof value === 'string' ? value : '';
}
