/** Tests that both languages have every message, and that each message has the same parameters. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const settings = JSON.parse(readFileSync(join(root, 'project.inlang/settings.json'), 'utf8')) as {
  readonly 'plugin.inlang.messageFormat': { readonly pathPattern: readonly string[] };
};
/** The files of messages by their paths, with `{locale}` for the language. */
const areas = settings['plugin.inlang.messageFormat'].pathPattern;
type Messages = Record<string, unknown>;
const read = (area: string, language: string): Messages =>
  JSON.parse(readFileSync(join(root, area.replace('{locale}', language)), 'utf8')) as Messages;

it('every file of messages is compiled', () => {
  const files = readdirSync(join(root, 'src/lib'), { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /(^|\/)messages\/[^/]+\.json$/.test(file) && !file.startsWith('paraglide/'));
  const compiled = areas.flatMap((area) => ['en', 'zh'].map((locale) => area.replace('{locale}', locale)));
  expect(files.map((file) => `./src/lib/${file}`).sort()).toEqual(compiled.sort());
});

/** With its variants. */
const textsOf = (message: unknown): string[] =>
  typeof message === 'string'
    ? [message]
    : typeof message === 'object' && message !== null
      ? Object.values(message).flatMap(textsOf)
      : [];
const placeholders = (message: unknown): string[] =>
  [...new Set(textsOf(message).flatMap((text) => text.match(/\{\w+\}/g) ?? []))].sort();

describe.each(areas)('the messages of %s', (area) => {
  const en = read(area, 'en');
  const zh = read(area, 'zh');

  it('exist in both languages under the same keys', () => {
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  });

  it('carry the same facts in both languages', () => {
    const different = Object.keys(en).filter(
      (key) => String(placeholders(en[key])) !== String(placeholders(zh[key]))
    );
    expect(different).toEqual([]);
  });

  it('are empty in neither', () => {
    const empty = [en, zh].flatMap((messages) =>
      Object.keys(messages).filter((key) => textsOf(messages[key]).some((text) => !text.trim()))
    );
    expect(empty).toEqual([]);
  });

  it('use Chinese punctuation between Chinese characters', () => {
    const wrong = Object.entries(zh).filter(([, message]) =>
      textsOf(message).some((text) => /\p{Script=Han}[,;:!?](?=\s*(\p{Script=Han}|$))/u.test(text))
    );
    expect(wrong.map(([key]) => key)).toEqual([]);
  });
});

/** Messages that are the same in both languages: signs, units, names of formats, and facts alone. */
const sameInBoth = new Set([
  'comparison_gap_mark',
  'connection_socket',
  'size_kb',
  'size_mb',
  'mail_place_assessment',
  'study_unit_percent',
  'study_dot',
  'versions_text_chapter',
  'versions_hash'
]);

describe.each(areas)('the Chinese messages of %s', (area) => {
  const en = read(area, 'en');
  const zh = read(area, 'zh');
  const keys = Object.keys(zh).filter((key) => key !== '$schema' && !sameInBoth.has(key));

  it('call nothing 涉密: that is a secret of the state, and not what a city keeps confidential', () => {
    const wrong = Object.keys(zh).filter((key) => textsOf(zh[key]).some((text) => text.includes('涉密')));
    expect(wrong).toEqual([]);
  });

  it('are not the English ones', () => {
    expect(keys.filter((key) => JSON.stringify(zh[key]) === JSON.stringify(en[key]))).toEqual([]);
  });

  it('are in Chinese', () => {
    const facts = /\{\w+\}/g;
    const foreign = keys.filter((key) =>
      textsOf(zh[key]).some(
        (text) => /\p{L}{2}/u.test(text.replace(facts, '')) && !/\p{Script=Han}/u.test(text)
      )
    );
    expect(foreign).toEqual([]);
  });
});

it('no key stands in two areas', () => {
  const all = areas.flatMap((area) => Object.keys(read(area, 'en')).filter((key) => key !== '$schema'));
  expect(all.filter((key, i) => all.indexOf(key) !== i)).toEqual([]);
});

it('every key is used by the pages or the server', () => {
  const used = new Set(
    ['src', 'server']
      .flatMap((top) =>
        readdirSync(join(root, top), { recursive: true, encoding: 'utf8' }).map((file) =>
          join(root, top, file)
        )
      )
      .filter((file) => /\.(ts|svelte)$/.test(file) && !file.includes(join('lib', 'paraglide')))
      .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\bm\s*\.\s*(\w+)/g)])
      .map(([, key]) => key)
  );
  const all = areas.flatMap((area) => Object.keys(read(area, 'en')).filter((key) => key !== '$schema'));
  expect(all.filter((key) => !used.has(key))).toEqual([]);
});

/** Messages whose texts are alike by chance: each may be worded anew without the other. */
const alikeByChance: readonly { readonly keys: readonly string[]; readonly reason: string }[] = [
  {
    keys: ['study_new_code', 'editor_code'],
    reason: 'the letters that stand for a side; the mark of program text'
  },
  {
    keys: ['answers_comparator', 'nav_comparison'],
    reason: 'the sign before a quantity (at least, about); the page that compares cities'
  },
  { keys: ['notice_info', 'label_note'], reason: 'the weight of a notice; what somebody noted on a thing' },
  {
    keys: ['agreement_shift_up', 'report_up'],
    reason: 'the count of levels that rose; the button that moves a part'
  },
  {
    keys: ['agreement_shift_down', 'report_down'],
    reason: 'the count of levels that fell; the button that moves a part'
  }
];

it('a text stands under one key, but for those alike by chance', () => {
  const trimmed = (message: unknown): unknown => (typeof message === 'string' ? message.trim() : message);
  const keysOf = new Map<string, string[]>();
  for (const area of areas) {
    const en = read(area, 'en');
    const zh = read(area, 'zh');
    for (const key of Object.keys(en).filter((one) => one !== '$schema')) {
      const text = JSON.stringify([trimmed(en[key]), trimmed(zh[key])]);
      keysOf.set(text, [...(keysOf.get(text) ?? []), key]);
    }
  }
  const shared = [...keysOf.values()].filter((keys) => keys.length > 1);
  const sorted = (all: readonly (readonly string[])[]): string[] =>
    all.map((keys) => keys.toSorted().join(' ')).sort();
  expect(sorted(shared)).toEqual(sorted(alikeByChance.map(({ keys }) => keys)));
});
