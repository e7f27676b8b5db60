/** Files are known by their content; what could run, or pass for something else, is refused with the reason. */
import { describe, expect, it } from 'vitest';
import { validateEvidenceFile, largestEvidence } from '#rules/evidence/evidence-file.ts';
import {
  bomb,
  cutShort,
  docx,
  encrypted,
  exe,
  macros,
  oldOffice,
  openDocument,
  pdf,
  png,
  pptx,
  text,
  xlsx
} from '#kit/evidence-files.ts';

const svg = '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
const validated = (name: string, bytes: Uint8Array) => {
  const checked = validateEvidenceFile(name, bytes);
  return checked.ok ? checked.value : checked.refusal;
};

describe('a file of evidence', () => {
  it.each<[string, Uint8Array, string]>([
    ['plan.pdf', pdf(), 'application/pdf'],
    ['map.png', png(), 'image/png'],
    ['photo.jpeg', new Uint8Array([0xff, 0xd8, 0xff, 0xe0]), 'image/jpeg'],
    ['photo.webp', text('RIFF\u0000\u0000\u0000\u0000WEBPVP8 '), 'image/webp'],
    ['chart.gif', text('GIF89a'), 'image/gif'],
    ['规划.docx', docx(), 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['服务.xlsx', xlsx(), 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    ['slides.pptx', pptx(), 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
    ['plan.odt', openDocument('text'), 'application/vnd.oasis.opendocument.text'],
    ['plan.ods', openDocument('spreadsheet'), 'application/vnd.oasis.opendocument.spreadsheet'],
    ['figures.csv', text('服务,数量\n"a < b",3\n'), 'text/csv'],
    ['note.txt', text('\ufeff1 < 2, as <b>everybody</b> knows.'), 'text/plain']
  ])('%s is taken for what it holds', (name, bytes, mediaType) => {
    expect(validated(name, bytes)).toMatchObject({ mediaType, fileName: name, isRenamed: false });
  });

  it.each<[string, string, Uint8Array, string]>([
    ['an empty file', 'plan.pdf', new Uint8Array(), 'empty'],
    ['a text of blanks', 'note.txt', text(' \n\t'), 'empty'],
    ['a program named as a drawing', 'map.png', exe(), 'executable'],
    ['a script for a shell', 'note.txt', text('#!/bin/sh\nrm -rf /'), 'executable'],
    ['a page named as a document', 'plan.pdf', text('<!DOCTYPE html><html></html>'), 'markup'],
    ['a page behind a comment', 'note.txt', text('<!-- a --> <!-- b -->\n<body onload=alert(1)>'), 'markup'],
    ['a drawing with a script', 'map.svg', text(svg), 'markup'],
    ['a drawing named as a text', 'map.txt', text(`A map\n${svg}`), 'markup'],
    ['a document with macros, renamed', 'plan.docx', macros(), 'macros'],
    [
      'a workbook with macros in the old way',
      'plan.xlsx',
      xlsx({ 'xl/macrosheets/sheet1.xml': text('<x/>') }),
      'macros'
    ],
    ['an encrypted document', 'plan.docx', encrypted(), 'encrypted'],
    ['a document that claims to unpack to gigabytes', 'plan.docx', bomb(), 'bomb'],
    ['a document that was cut short', 'plan.docx', cutShort(), 'damaged'],
    ['a document of an older Office', 'plan.doc', oldOffice(), 'old-office'],
    [
      'a table in another encoding',
      'figures.csv',
      new Uint8Array([0xb7, 0xfe, 0xce, 0xf1]),
      'other-encoding'
    ],
    ['bytes of no kind', 'plan.bin', new Uint8Array([1, 2, 3, 0xff]), 'unknown'],
    ['a text with controls of a terminal', 'note.txt', text('a\u001b[2Jb'), 'unknown'],
    ['a zip of anything', 'plan.docx', docx().slice(0, 4), 'damaged'],
    ['a drawing named as a program', 'map.exe', png(), 'mismatch'],
    ['a document named as a workbook', 'plan.xlsx', docx(), 'mismatch']
  ])('%s is refused', (_, name, bytes, why) => {
    expect(validated(name, bytes)).toMatchObject({ code: 'file-refused', facts: { why } });
  });

  it('says what it is where its name says something else', () => {
    expect(validated('plan.docx', pdf())).toMatchObject({ facts: { why: 'mismatch', found: 'PDF' } });
  });

  it('may have 20 MiB and no byte more', () => {
    const large = new Uint8Array(largestEvidence + 1).fill(0x20);
    large.set(pdf());
    expect(validated('plan.pdf', large.subarray(0, largestEvidence))).toMatchObject({
      mediaType: 'application/pdf'
    });
    expect(validated('plan.pdf', large)).toMatchObject({ code: 'too-large', facts: { megabytes: 20 } });
  });

  it.each([
    ['C:\\plans\\plan.pdf', 'plan.pdf'],
    ['../../etc/plan.pdf', 'plan.pdf'],
    // Reads as “planfdp.exe” where it is shown: what turns the direction of writing goes.
    ['plan\u202eexe.pdf', 'planexe.pdf'],
    ['plan\u0000\r\n.pdf', 'plan.pdf'],
    ['plan"; x=<b>.pdf', 'plan x=b.pdf'],
    ['con.pdf', '_con.pdf'],
    ['.pdf', 'pdf.pdf'],
    ['', 'evidence.pdf'],
    ['规划 2013.5', '规划 2013.5.pdf'],
    [`${'长'.repeat(300)}.pdf`, `${'长'.repeat(116)}.pdf`]
  ])('named %j is kept as %j, and said to be', (given, fileName) => {
    expect(validated(given, pdf())).toMatchObject({ fileName, isRenamed: true });
  });
});
