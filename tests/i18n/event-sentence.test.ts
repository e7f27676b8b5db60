import { describe, expect, it } from 'vitest';
import { eventKinds, parseEvent } from '#lib/events/kinds.ts';
import { eventSentence } from '#lib/i18n/event-sentence.ts';
import type { ShownEvent } from '#lib/i18n/event-sentences/shown-event.ts';

const happened = (kind: string, payload: Record<string, unknown> = {}): ShownEvent => ({
  ...parseEvent({ kind, payload: JSON.stringify(payload) }),
  actorId: 'u1',
  actorName: { en: 'Eva', zh: '伊娃' },
  documentKind: null,
  names: { thing: { en: 'Data silos', zh: '数据孤岛' } }
});

const source = { act: 'removed', id: 's1', nameEn: 'Data silos', nameZh: '数据孤岛' };

// Promise: the log never says of an event what it does not say itself, whatever an imported archive holds.
describe('the sentence of an event', () => {
  it('says what was done', () => {
    expect(eventSentence(happened('source.changed', source))).toContain('Data silos');
  });

  it.each(['city.teleported', 'constructor', 'toString', '__proto__', 'hasOwnProperty', ''])(
    'is the kind itself where this version does not know it: “%s”',
    (kind) => {
      expect(eventSentence(happened(kind))).toBe(kind);
    }
  );

  it.each([
    'chapter.changed',
    'context.changed',
    'criterion.changed',
    'image.changed',
    'roadmap.step-changed',
    'source.changed',
    'suggestion.changed',
    'suggestion.decided',
    'talk.changed',
    'term.changed',
    'term.proposed',
    'term.voted'
  ])('of “%s” is its kind where the act is not known', (kind) => {
    for (const act of [undefined, 'archived', 'constructor', 7, null])
      expect(eventSentence(happened(kind, { ...source, act }))).toBe(kind);
  });

  it('is its kind where the payload is not that of the kind, and holds what it says where it holds more', () => {
    expect(eventSentence(happened('framework.published', {}))).toBe('framework.published');
    expect(eventSentence(happened('framework.published', { version: 7 }))).toBe('framework.published');
    expect(eventSentence(happened('framework.published', { version: '2.0', since: 1 }))).toContain('2.0');
    for (const damaged of ['', 'null', '"{}"', '[]', '{"version":'])
      expect(
        eventSentence({
          ...happened('x'),
          ...parseEvent({ kind: 'framework.published', payload: damaged })
        })
      ).toBe('framework.published');
  });

  it('throws for no kind, whatever its payload holds', () => {
    for (const kind of Object.keys(eventKinds))
      for (const strange of [
        {},
        {
          act: 7,
          state: 'constructor',
          report: 'toString',
          result: '__proto__',
          language: [],
          texts: 9,
          form: {},
          role: 'constructor',
          from: 'toString'
        }
      ])
        expect(typeof eventSentence({ ...happened(kind, strange), names: {} })).toBe('string');
  });
});
