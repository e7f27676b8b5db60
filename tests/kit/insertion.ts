/** Returns what a suggestion changes that inserts a text and deletes nothing. */
export const insertionOf = (text: string) => ({
  kind: 'insert' as const,
  from: '',
  to: '',
  deleted: [],
  quote: '',
  content: [{ text, marks: [] }],
  target: null
});
