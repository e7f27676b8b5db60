/** Defines one choice from a list of options, or one of the city's own. */
import { locales } from '#base/locale.ts';
import { isChoice } from './choices.ts';
import { languageNames, part } from './file-part.ts';
import type { KindRules } from './kind.ts';

const ownParts = locales.map((language) =>
  part(
    language,
    'text',
    `Own addition, ${languageNames[language].en}`,
    `自行补充（${languageNames[language].zh}）`,
    { language, rare: true }
  )
);

export const singleChoice = {
  held: 'value',
  fits: isChoice,
  needs: 'options',
  takesOwn: true,
  namesOptions: true,
  isCategory: true,
  fileParts: ({ options }) => [
    part('choice', 'choice', 'Choice', '选项', { options, isWhole: true }),
    ...ownParts
  ]
} as const satisfies KindRules;
