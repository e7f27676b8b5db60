/** Reads from an address which page of a long list is requested. */
export const pageIn = (
  { searchParams }: Pick<URL, 'searchParams'>,
  name = 'page'
): { readonly page: number } => ({
  page: Number(searchParams.get(name) ?? 1)
});
