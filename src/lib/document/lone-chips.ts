/** Tells chips that stand alone in their block: only these can be commented on by themselves. */

/** Checks whether what stands in a block has no letters: line breaks count as such. */
export const standsAlone = (
  content: readonly { readonly type: string; readonly text?: string | undefined }[]
): boolean => content.every(({ type, text }) => (text ?? '') === '' && type !== 'hardBreak');
