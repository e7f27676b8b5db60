/** Converts what a version of the tree model holds into what the present model makes of it. */
import { locales } from '#base/locale.ts';
import type { ContentNode, SectionContent } from '#base/content.ts';
import { flatten } from '../sequence/flatten.ts';
import { nest } from '../sequence/nest.ts';

/**
 * Returns a section as it is read once it was written into a text; one that comes from such a text is the same.
 * Lists and quotes lose their ids, and what named one names its first block. Columns of a table keep their ids, if
 * they had any.
 */
export function presentForm(section: SectionContent): SectionContent {
  let made = 0;
  const newId = (): string => `${newPrefix}${++made}`;
  const firstBlocks = new Map<string, string>();
  const [en = [], zh = []] = locales.map((language) =>
    nest(
      flatten(section[language], {
        newId,
        onContainer: (container, first) => firstBlocks.set(container, first)
      })
    )
  );
  const renamed = (node: ContentNode): ContentNode => {
    const { id, counterpart, ...others } = node.attrs ?? {};
    const attrs = {
      ...others,
      ...(id === undefined || isNew(id) ? {} : { id }),
      ...(counterpart === undefined
        ? {}
        : { counterpart: (typeof counterpart === 'string' && firstBlocks.get(counterpart)) || counterpart })
    };
    return {
      type: node.type,
      ...(Object.keys(attrs).length > 0 ? { attrs } : {}),
      ...(node.text === undefined ? {} : { text: node.text }),
      ...(node.marks ? { marks: node.marks } : {}),
      ...(node.content ? { content: node.content.map(renamed) } : {})
    };
  };
  return { id: section.id, en: en.map(renamed), zh: zh.map(renamed) };
}

/** No id of a block begins so. */
const newPrefix = '.new';
/** A cell's id ends with that of its column. */
const isNew = (id: unknown): boolean => typeof id === 'string' && id.includes(newPrefix);
