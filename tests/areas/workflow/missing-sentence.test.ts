import { expect, it } from 'vitest';
import { missingSentence } from '#lib/areas/workflow/missing-sentence.ts';
import { inLanguage } from '#server/mail/in-language.ts';

it('passages are named in the language of the reader, or in the only one that they have', () => {
  const names = {
    sections: { strategy: { en: 'Strategy', zh: '战略' } },
    sides: [],
    zone: 'Europe/Brussels'
  };
  const missing = {
    kind: 'stale-translation',
    section: 'strategy',
    blocks: 2,
    passages: [
      { key: 'e1 z1', state: 'draft', words: { en: 'The plan began in 2010.', zh: '规划始于2010年。' } },
      { key: 'e2 ', state: 'missing', words: { en: 'It has three parts.', zh: '' } }
    ]
  } as const;
  const said = (['en', 'zh'] as const).map((language) =>
    inLanguage(language, () => missingSentence(missing, names))
  );
  expect(said[0]).toContain('“The plan began in 2010.”, “It has three parts.”');
  expect(said[1]).toContain('“规划始于2010年。”、“It has three parts.”');
});
