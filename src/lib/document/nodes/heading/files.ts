import { kindOfNode, nodeOfKind } from '#base/blocks/text-kinds.ts';
import { nodeOf, onOneLine, type BlockFile, type FileForm } from '../block-file.ts';

export const headingFile: BlockFile = ({ type, attrs, content = [] }, { inline }) => {
  const { attributes } = nodeOfKind(kindOfNode(type, attrs));
  return [{ form: 'heading', level: Number(attributes['level']), inline: inline(content) }];
};

/** Documents count two levels more, for the headings of the form; the outline of a paragraph tells it in Word. */
export const headingForm: FileForm = {
  style: (level) => `Heading${level + 2}`,
  isAligned: true,
  line: (plain, { level }) => `${'#'.repeat(level + 2)} ${onOneLine(plain)}`,
  read(line) {
    const [, signs, text = ''] = /^(#{4,7})\s+(.*)$/.exec(line) ?? [];
    return signs === undefined ? null : { level: signs.length - 2, text };
  },
  node: ([block]) =>
    nodeOf('heading', block?.inline ?? [], block && block.level !== 2 ? { level: block.level } : {})
};
