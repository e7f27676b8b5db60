/** The canonical bytes are a promise: what was signed once must verify in years. If this fails, the format has changed and needs a new number. */
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { versionFormat, type DocumentVersion } from '#rules/versions/version.ts';
import { canonicalText } from '#base/canonical.ts';

const version: DocumentVersion = {
  format: versionFormat,
  study: 'smart-cities',
  subject: 'findings:haidian',
  framework: { id: 'assessment-framework', version: '1', sha256: '0'.repeat(64) },
  sections: [
    {
      id: 'smart-city-strategy',
      en: [
        { type: 'heading', attrs: { id: 'a1', level: 3 }, content: [{ type: 'text', text: 'Strategy' }] },
        {
          type: 'paragraph',
          attrs: { id: 'a2' },
          content: [
            { type: 'text', text: 'The “district” plans ' },
            { type: 'text', text: 'ahead', marks: [{ type: 'bold' }] },
            { type: 'text', text: '.\u2028' }
          ]
        }
      ],
      zh: [
        {
          type: 'paragraph',
          attrs: { counterpart: 'a2', id: 'b2' },
          content: [{ type: 'text', text: '海淀区𠮷提前规划。' }]
        }
      ]
    }
  ],
  levels: [{ characteristic: 'smart-city-strategy', level: null }],
  evidence: [{ id: 'record:1', sha256: 'f'.repeat(64) }]
};

it('a document has the same canonical bytes today as on the day the format was written down', () => {
  const text = canonicalText(version);
  expect(text).toBe(
    '{"evidence":[{"id":"record:1","sha256":"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"}],"format":"meridian.version/1","framework":{"id":"assessment-framework","sha256":"0000000000000000000000000000000000000000000000000000000000000000","version":"1"},"levels":[{"characteristic":"smart-city-strategy","level":null}],"sections":[{"en":[{"attrs":{"id":"a1","level":3},"content":[{"text":"Strategy","type":"text"}],"type":"heading"},{"attrs":{"id":"a2"},"content":[{"text":"The “district” plans ","type":"text"},{"marks":[{"type":"bold"}],"text":"ahead","type":"text"},{"text":".\u2028","type":"text"}],"type":"paragraph"}],"id":"smart-city-strategy","zh":[{"attrs":{"counterpart":"a2","id":"b2"},"content":[{"text":"海淀区𠮷提前规划。","type":"text"}],"type":"paragraph"}]}],"study":"smart-cities","subject":"findings:haidian"}'
  );
  expect(createHash('sha256').update(text, 'utf8').digest('hex')).toBe(
    'b896ccb46e0decdec15c9b19ed8089fb84539fd30592601212173863598f4a7d'
  );
});
