import { describe, expect, it } from 'vitest';
import { m } from '#lib/paraglide/messages.js';
import { inLanguage } from '#server/mail/in-language.ts';

/** Shows that a count of one is said in the singular (R214). */
describe('a count of one', () => {
  const said = {
    exchange_done: (count: number) => m.exchange_done({ count }),
    exchange_since: (count: number) => m.exchange_since({ count }),
    completeness_short_en: (count: number) => m.completeness_short_en({ count, least: 200 }),
    panel_task_score: (count: number) => m.panel_task_score({ city: 'Riga', count }),
    panel_task_read: (count: number) => m.panel_task_read({ city: 'Riga', count }),
    panel_task_lead: (count: number) => m.panel_task_lead({ city: 'Riga', count }),
    setup_texts_state: (count: number) => m.setup_texts_state({ count }),
    find_count: (count: number) => m.find_count({ count }),
    find_replaced: (count: number) => m.find_replaced({ count })
  };
  it.each(Object.entries(said))('is singular in English, and the same as any in Chinese: %s', (_, say) => {
    const plural = /\b(places|characters|characteristics|levels|panels|texts|matches|changes)\b/;
    expect(inLanguage('en', () => say(1))).not.toMatch(plural);
    expect(inLanguage('en', () => say(2))).toMatch(plural);
    expect(inLanguage('zh', () => say(1)).replace('1', '2')).toBe(inLanguage('zh', () => say(2)));
  });
});
