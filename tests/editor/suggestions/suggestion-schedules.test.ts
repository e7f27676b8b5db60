/** Shows that a peer's edit never becomes a suggestion, and that what is accepted stands in the text once. */
import { describe, expect, it } from 'vitest';
import { restOf } from '#document/suggestions/rest.ts';
import {
  deletedLetters,
  insertedLetters,
  SuggestionSchedule,
  type SuggestionSetting
} from './suggestion-schedule.ts';

const seeds = Number(process.env['SEEDS'] ?? 8);
const first = Number(process.env['FIRST_SEED'] ?? 1);
const settings: Readonly<Record<string, Omit<SuggestionSetting, 'suggesters'>>> = {
  'who type, delete, split and join': { acts: 25, moves: false, undo: false },
  'who undo and move blocks as well': { acts: 25, moves: true, undo: true }
};
const many = Array.from({ length: seeds }, (_, index) => first + index);
const isKorean = (letter: string): boolean => letter >= '\uac00' && letter <= '\ud7a3';
const counted = (text: string): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return counts;
};

describe.each(Object.entries(settings))('suggestions beside writers %s', (_, setting) => {
  it('leave the live text as it would be without them', () => {
    for (const seed of many) {
      const [alone, together] = [0, 2].map((suggesters) => {
        const schedule = new SuggestionSchedule(seed, { ...setting, suggesters });
        schedule.run();
        return schedule.live;
      });
      expect(together, `seed ${seed}`).toBe(alone);
    }
  });

  it('hold what their author typed and deleted, and nothing that anybody else did', () => {
    for (const seed of many) {
      const schedule = new SuggestionSchedule(seed, { ...setting, suggesters: 2 });
      schedule.run();
      for (const suggester of schedule.suggesters) {
        const shown = counted(suggester.editor.state.doc.textContent);
        const held: string[] = [];
        for (const suggestion of suggester.suggestions) {
          // A letter of the first text stands in several places.
          held.push(...insertedLetters(suggestion));
          for (const letter of insertedLetters(suggestion).filter((one) => one > '\u4e00'))
            expect(
              suggester.typed.has(letter) || suggester.removed.has(letter),
              `seed ${seed}: ${letter}`
            ).toBe(true);
          for (const letter of deletedLetters(suggester, suggestion).filter((one) => one > '\u4e00'))
            expect(suggester.removed.has(letter), `seed ${seed}: deletes ${letter}`).toBe(true);
        }
        // All of what the author typed and still sees is in exactly one suggestion.
        const own = [...shown.keys()].filter(isKorean);
        expect(held.filter(isKorean).toSorted(), `seed ${seed}`).toEqual(own.toSorted());
      }
    }
  });

  it('are none that nobody made when all are accepted while their authors have the texts open', () => {
    for (const seed of many) {
      const schedule = new SuggestionSchedule(seed, { ...setting, suggesters: 1 });
      schedule.run();
      const made = new Map(
        schedule.suggesters.flatMap(({ suggestions }) => suggestions).map(({ id, change }) => [id, change])
      );
      const lost = new Set(schedule.acceptAll().map(({ id }) => id));
      schedule.deliverAll();
      const left = schedule.suggesters
        .flatMap(({ suggestions }) => suggestions)
        .filter(({ id, change }) => {
          const accepted = made.get(id);
          return !lost.has(id) && (accepted === undefined || restOf(accepted, change) !== null);
        });
      expect(left, `seed ${seed}`).toEqual([]);
    }
  });

  it('are in the text once when all are accepted, and what they delete is not', () => {
    let accepted = 0;
    for (const seed of many) {
      const schedule = new SuggestionSchedule(seed, { ...setting, suggesters: 2 });
      schedule.run();
      const all = schedule.suggesters.flatMap((suggester) =>
        suggester.suggestions.map((suggestion) => ({
          inserted: insertedLetters(suggestion),
          deleted: deletedLetters(suggester, suggestion),
          suggestion
        }))
      );
      const written = new Set(all.flatMap(({ inserted }) => inserted));
      const lost = new Set(schedule.acceptAll().map(({ id }) => id));
      // A deletion is lost where others deleted its words.
      const lostWords = all.filter(
        ({ inserted, suggestion }) => inserted.length > 0 && lost.has(suggestion.id)
      );
      if (!setting.moves) expect(lostWords, `seed ${seed}`).toEqual([]);
      const counts = counted(schedule.live);
      for (const { inserted, deleted, suggestion } of all) {
        if (lost.has(suggestion.id)) continue;
        accepted += 1;
        for (const letter of inserted.filter(isKorean))
          expect(counts.get(letter), `seed ${seed}: ${letter}`).toBe(1);
        // A letter of the first text stands in several places; undo and moves write letters again.
        if (!setting.moves)
          for (const letter of deleted.filter((one) => one > '\u4e00' && !written.has(one)))
            expect(counts.has(letter), `seed ${seed}: ${letter} stays`).toBe(false);
      }
      expect(lostWords.length).toBeLessThanOrEqual(all.length / 4 + 1);
    }
    expect(accepted).toBeGreaterThan(seeds);
  });
});
