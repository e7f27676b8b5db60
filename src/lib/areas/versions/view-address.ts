/** Returns the address of the same comparison in another view. */
export function viewAt(search: URLSearchParams, view: 'inline' | 'side'): string {
  const query = new URLSearchParams(search);
  query.set('view', view);
  return `?${query}`;
}
