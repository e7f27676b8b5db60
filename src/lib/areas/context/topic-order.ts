/** What has none comes last. */
export function placeOf(topics: readonly { readonly id: string }[], topicId: string | null): number {
  const at = topics.findIndex(({ id }) => id === topicId);
  return at < 0 ? topics.length : at;
}
