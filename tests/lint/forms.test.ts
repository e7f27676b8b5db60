import { readFileSync, globSync } from 'node:fs';
import { expect, it } from 'vitest';

/** These forms work before any script has loaded, and lead to another page; or a script answers them itself. */
const withoutEnhancement = [
  'src/lib/areas/clarifications/Clarifications.svelte giveBack',
  'src/lib/navigation/MenuLanguage.svelte /locale',
  'src/lib/ui/Masthead.svelte /locale',
  'src/lib/ui/ReaderMenu.svelte /logout',
  'src/lib/ui/ReaderMenu.svelte /theme',
  'src/routes/(app)/account/password/+page.svelte ',
  'src/routes/(app)/confirm/+page.svelte ',
  'src/routes/(auth)/login/+page.svelte ',
  'src/routes/(auth)/login/DemoAccounts.svelte ',
  'src/routes/(auth)/reset/[token]/+page.svelte ',
  'src/routes/(public)/invitation/[token]/+page.svelte ?/accept'
];

const openingTag = /<form\b(?:[^>{]|\{(?:[^{}]|\{[^{}]*\})*\})*>/g;

it('every form that posts tells its user what became of it, by enhance.ts', () => {
  const found = globSync('src/**/*.svelte').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(openingTag)]
      .map(([tag]) => tag)
      .filter((tag) => /method="post"/i.test(tag) && !tag.includes('use:enhance'))
      .map(
        (tag) =>
          `${file} ${/action=(?:"([^"]*)"|\{actionTo\('(\w+)'\)\})/.exec(tag)?.slice(1).find(Boolean) ?? ''}`
      )
  );
  expect([...new Set(found)].sort()).toEqual(withoutEnhancement);
});
