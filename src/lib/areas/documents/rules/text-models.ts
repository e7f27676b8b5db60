/** Lists the models that a generation's text can have. */

/**
 * `tree` is what all texts were before: XML elements in one another. Generations of that model have ended and
 * are only read. `sequence` is one text a passage, see docs/text-model.md.
 */
export const textModels = ['tree', 'sequence'] as const;
export type TextModel = (typeof textModels)[number];

/** Names the model in which every new generation begins. */
export const presentTextModel = 'sequence' satisfies TextModel;
