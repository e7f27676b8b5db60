import { describe, expect, it } from 'vitest';
import { inboxTopicsOf, isUrgent, topicsOf, type EventSubject, type Topic } from '#lib/events/topics.ts';
import { eventKinds, parseEvent } from '#lib/events/kinds.ts';
import type { CityId } from '#base/ids.ts';
import { isNews, ownCities } from '#rules/inbox/inbox.ts';
import type { Grant } from '#base/permissions.ts';
import { grantOf } from '#kit/grants.ts';

const kinds = Object.keys(eventKinds);

const about = (kind: string, facts: Partial<EventSubject> = {}): EventSubject => ({
  kind,
  cityId: null,
  documentId: null,
  payload: {},
  ...facts
});

const general = (topics: readonly Topic[]): readonly Topic[] =>
  topics.filter((topic) => topic !== 'log' && !topic.includes(':') && topic !== 'inbox');

const shown = 'porto' as CityId;
const other = 'lyon' as CityId;

describe('the topics of an event', () => {
  it.each(kinds)('%s: those of its city, its document and the log, and some page is about it', (kind) => {
    const placed = topicsOf(about(kind, { cityId: shown, documentId: 'text' }));
    expect(placed).toEqual(expect.arrayContaining([`city:${shown}`, 'document:text', 'log']));
    expect(placed.join()).not.toContain(other);
    const isOnlyLogged = kind.startsWith('invitation.') || kind === 'head.sent';
    // Codes are among the registers, and a topic of their own.
    const isOfCodes = kind.startsWith('codes.') || kind.startsWith('codings.') || kind.startsWith('coding.');
    expect(general(topicsOf(about(kind)))).toHaveLength(isOnlyLogged ? 0 : isOfCodes ? 2 : 1);
  });

  it('reach the pages of another city only where these show it too', () => {
    const reaching = (topic: Topic): readonly string[] =>
      kinds.filter((kind) => topicsOf(about(kind, { cityId: other, documentId: 'text' })).includes(topic));
    // Of what can be about one city: its people and its name.
    expect(reaching('study')).toEqual(
      expect.arrayContaining([
        'grant.given',
        'grant.withdrawn',
        'city.added',
        'city.changed',
        'person.erased'
      ])
    );
    for (const kind of [
      'assessment.moved',
      'document.frozen',
      'city-comment.decided',
      'panel.settled',
      'comment.added',
      'pair.confirmed',
      'evidence.added',
      'clarification.asked',
      'department.changed',
      'version.kept',
      'approval.signed'
    ]) {
      expect(reaching('study')).not.toContain(kind);
      expect(reaching('registers')).not.toContain(kind);
    }
    // What any text may name of a city.
    expect(reaching('registers')).toContain('levels.released');
    expect(reaching('cities')).toEqual(expect.arrayContaining(['assessment.moved', 'answer.held-back']));
  });

  it('of what is signed without a city or a text concern the study', () => {
    expect(topicsOf(about('approval.signed', { payload: { subject: 'pilots' } }))).toContain('study');
  });

  it('are everything for a kind that this version does not know', () => {
    for (const kind of ['city.twinned', 'toString', '__proto__']) {
      expect(topicsOf(about(kind, { cityId: shown }))).toEqual(
        expect.arrayContaining(['study', 'registers', 'framework', 'cities', 'report', 'inbox', 'log'])
      );
      expect(isUrgent({ kind })).toBe(false);
    }
  });
});

describe('whose inbox an event concerns', () => {
  const me = 'me';
  const sideOf = [
    { id: shown, sideId: 'eu' },
    { id: other, sideId: 'eu' },
    { id: 'haidian', sideId: 'cn' }
  ];
  const people: Readonly<Record<string, readonly Grant[]>> = {
    chair: [grantOf('chair')],
    secretariat: [grantOf('secretariat', { sideId: null })],
    observer: [grantOf('observer', { sideId: null })],
    'an expert of one city': [grantOf('expert', { leads: [shown] })],
    'a reviewer of one city': [grantOf('expert', { reviews: [shown] })],
    'an expert of no city': [grantOf('expert')],
    'a representative': [grantOf('city', { cityId: shown })],
    'a representative who is also an observer': [grantOf('city', { cityId: shown }), grantOf('observer')]
  };
  const placesOf = [null, shown, other, 'haidian' as CityId];
  const decided = { document: 'findings', slug: null, section: 'vision', act: 'accepted' };
  const payloads = [{}, { ...decided, userId: me }, { ...decided, userId: 'another' }];
  const stored = ({ payload, ...event }: EventSubject) => ({
    ...event,
    ...parseEvent({ kind: event.kind, payload: JSON.stringify(payload) }),
    actorId: 'another'
  });

  it.each(Object.entries(people))('%s follows all that is news to them', (_, grants) => {
    const led = new Set(grants.flatMap(({ leads, reviews }) => [...leads, ...reviews]));
    const own = ownCities(me, grants, led, sideOf);
    const followed = new Set(inboxTopicsOf(me, grants));
    const missed = kinds.flatMap((kind) =>
      placesOf.flatMap((cityId) =>
        payloads
          .map((payload) => about(kind, { cityId, payload }))
          .filter((event) => isNews(stored(event), own))
          .filter((event) => !topicsOf(event).some((topic) => followed.has(topic)))
      )
    );
    expect(missed).toEqual([]);
  });

  it('an expert of one city hears nothing of a decision on another, and of a mention wherever it is', () => {
    const followed = new Set(inboxTopicsOf(me, [grantOf('expert', { leads: [shown] })]));
    const hears = (event: EventSubject): boolean => topicsOf(event).some((topic) => followed.has(topic));
    expect(hears(about('assessment.moved', { cityId: other }))).toBe(false);
    expect(hears(about('assessment.moved', { cityId: shown }))).toBe(true);
    expect(hears(about('comment.added', { cityId: other }))).toBe(true);
    expect(hears(about('pair.confirmed', { cityId: shown }))).toBe(false);
    expect(hears(about('suggestion.decided', { cityId: other, payload: { userId: 'another' } }))).toBe(false);
  });
});
