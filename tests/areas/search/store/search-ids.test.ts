import { describe, expect, it } from 'vitest';
import { entryId, idAfter, scopeHash, scopeMask } from '#server/areas/search/store/search-ids.ts';

describe('the id of an entry of the search index', () => {
  const texts = { titleEn: 'Workshop', titleZh: '研讨会', textEn: 'Invite the cities', textZh: '邀请各城市' };
  const entry = { kind: 'next-step', scope: 'eu-cn/study', ...texts } as const;

  it.each(['2013-Q4-01', '2013-02-31', 'soon', ''])('is a number for the date %s', (day) => {
    const id = entryId({ ...entry, day });
    expect(Number.isSafeInteger(id)).toBe(true);
    expect(idAfter(id)).toBeGreaterThan(id);
  });

  it('grows with the date, and holds the scope', () => {
    const [earlier, later] = ['2013-06-01', '2013-06-02'].map((day) => entryId({ ...entry, day }));
    expect(later).toBeGreaterThan(earlier ?? NaN);
    expect((later ?? NaN) % (scopeMask + 1)).toBe(scopeHash(entry.scope));
  });
});
