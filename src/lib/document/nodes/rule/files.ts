import { nodeOf, type BlockFile, type FileForm } from '../block-file.ts';

export const ruleFile: BlockFile = () => [{ form: 'rule', level: 0, inline: [] }];

export const ruleForm: FileForm = {
  line: () => '---',
  read: (line) => (/^\s*-{3,}\s*$/.test(line) ? { level: 0, text: '' } : null),
  isWordless: true,
  node: () => nodeOf('horizontalRule', [])
};
