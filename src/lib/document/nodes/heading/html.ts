import { headingLevels } from '#base/blocks/heading.ts';
import { wrapped, type BlockHtml } from '../block-html.ts';

export const headingHtml: BlockHtml = (element) =>
  wrapped(element, `h${headingLevels.find((level) => level === element.attributes['level']) ?? 2}`);
