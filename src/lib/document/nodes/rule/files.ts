import { nodeOf, type BlockFile, type FileForm } from '../block-file.ts';

export const ruleFile: BlockFile = () => [{ form: 'rule', level: 0, inline: [] }];

export const ruleForm: FileForm = {
  style: () => 'HorizontalRule',
  styles: [
    [
      'HorizontalRule',
      'Horizontal Rule',
      '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="8A877E"/></w:pBdr>',
      ''
    ]
  ],
  levelIn: (name) => (name === 'horizontal rule' ? 0 : null),
  line: () => '---',
  read: (line) => (/^\s*-{3,}\s*$/.test(line) ? { level: 0, text: '' } : null),
  isWordless: true,
  node: () => nodeOf('horizontalRule', [])
};
