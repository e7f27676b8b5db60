import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { embedsOf } from '#kit/embeds-between.ts';
import { integratesAlike, sequencesOf } from '#kit/scratch.ts';
import { chanceOf } from '#base/chance.ts';
import { roots } from '#kit/sessions-of-yjs.ts';
import { untidiedDoc } from '#kit/struct-order.ts';
import { sequencesOfStructIndex } from '#server/sync/scan/load-orders.ts';
import { checkUpdate } from '#server/sync/rooms/update-check.ts';
import { Neighbourhood } from '#server/sync/scan/order.ts';
import { parseUpdate } from '#server/sync/scan/parse.ts';
import { resolve, stored } from '#server/sync/scan/resolve.ts';
import { StructIndex } from '#server/sync/scan/struct-index.ts';
import { bench, check, narrative } from './narrative-rules.ts';

const bytes = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

const paragraphs = 4;

function found(clientID: number): Y.Doc {
  const doc = Object.assign(new Y.Doc(), { clientID });
  for (let i = 0; i < paragraphs; i++) {
    const paragraph = new Y.XmlElement('paragraph');
    paragraph.insert(0, [new Y.XmlText('what the city does about it. '.repeat(10))]);
    doc.getXmlFragment(roots[0]).push([paragraph]);
  }
  return doc;
}

function copyOf(doc: Y.Doc, clientID: number): Y.Doc {
  const copy = Object.assign(new Y.Doc(), { clientID });
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
}

const textIn = (doc: Y.Doc, at: number): Y.XmlText =>
  (doc.getXmlFragment(roots[0]).get(at) as Y.XmlElement).get(0) as Y.XmlText;

function editAnywhere(doc: Y.Doc, edits: number, seed: number): void {
  const chance = chanceOf(seed);
  for (let i = 0; i < edits; i++) {
    const text = textIn(doc, Math.floor(chance() * paragraphs));
    const at = Math.floor(chance() * text.length);
    if (chance() < 0.2 && at + 3 < text.length) text.delete(at, 3);
    else text.insert(at, chance() < 0.5 ? 'x' : 'some words');
  }
}

describe('where new structs stand', () => {
  it('is plain of all that somebody wrote while away, at thousands of places and within it, whatever others wrote elsewhere', () => {
    for (const seed of [1, 2, 3]) {
      const doc = found(5);
      const away = copyOf(doc, 6);
      const before = Y.encodeStateVector(doc);
      for (let i = 0; i < paragraphs; i++)
        textIn(doc, i).insert(textIn(doc, i).length, ' And what it says of it.');
      editAnywhere(away, 2_000, seed);
      const structIndex = StructIndex.from([Y.encodeStateAsUpdate(doc)]);
      const verdict = check(structIndex, Y.encodeStateAsUpdate(away, before));
      expect(verdict, `seed ${seed}`).toMatchObject({ kind: 'accepted', orderUnsure: false });
      if (verdict.kind !== 'accepted') continue;
      structIndex.integrate(verdict.resolved);
      Y.applyUpdate(doc, verdict.bytes);
      expect(sequencesOfStructIndex(structIndex), `seed ${seed}`).toBe(sequencesOf(doc));
      expect(sequencesOf(copyOf(doc, 7)), `seed ${seed}`).toBe(sequencesOf(doc));
    }
  });

  it('is plain of what several wrote while away, all over the same text, each without the others', () => {
    const doc = found(5);
    const before = Y.encodeStateVector(doc);
    const company = [6, 7, 4].map((clientID) => copyOf(doc, clientID));
    const structIndex = StructIndex.from([Y.encodeStateAsUpdate(doc)]);
    company.forEach((away, i) => {
      editAnywhere(away, 800, i + 10);
      const verdict = check(structIndex, Y.encodeStateAsUpdate(away, before));
      expect(verdict, `person ${i}`).toMatchObject({ kind: 'accepted', orderUnsure: false });
      if (verdict.kind !== 'accepted') return;
      structIndex.integrate(verdict.resolved);
      Y.applyUpdate(doc, verdict.bytes);
      expect(sequencesOfStructIndex(structIndex), `person ${i}`).toBe(sequencesOf(doc));
      expect(sequencesOf(copyOf(doc, 8)), `person ${i}`).toBe(sequencesOf(doc));
    });
  });

  it('is plain of every key of people who write at the same spot at once, the person who comes first', () => {
    for (const [one, other] of [
      [6, 7],
      [7, 6]
    ] as const) {
      const doc = found(5);
      const company = [one, other].map((clientID) => copyOf(doc, clientID));
      const structIndex = StructIndex.from([Y.encodeStateAsUpdate(doc)]);
      for (let key = 0; key < 20; key++) {
        for (const away of company) {
          const before = Y.encodeStateVector(away);
          textIn(away, 1).insert(10 + key, 'x');
          // Each has read the other's keys of long ago, and not the last ones.
          if (key === 12) Y.applyUpdate(away, Y.encodeStateAsUpdate(doc));
          const verdict = check(structIndex, Y.encodeStateAsUpdate(away, before));
          if (verdict.kind !== 'accepted') expect(verdict).toEqual({ kind: 'nothing-new' });
          else {
            expect(verdict.orderUnsure, `key ${key} of ${away.clientID}`).toBe(false);
            structIndex.integrate(verdict.resolved);
            Y.applyUpdate(doc, verdict.bytes);
          }
        }
      }
      expect(sequencesOfStructIndex(structIndex)).toBe(sequencesOf(doc));
      expect(sequencesOf(copyOf(doc, 8))).toBe(sequencesOf(doc));
    }
  });

  it('is plain of text put into text of the same update, and of paragraphs put around one another', () => {
    const doc = found(5);
    const before = Y.encodeStateVector(doc);
    const structIndex = StructIndex.from([Y.encodeStateAsUpdate(doc)]);
    const away = copyOf(doc, 6);
    const [first, second, third] = [0, 1, 2].map(() => new Y.XmlElement('paragraph')) as [
      Y.XmlElement,
      Y.XmlElement,
      Y.XmlElement
    ];
    away.getXmlFragment(roots[0]).insert(2, [second]);
    away.getXmlFragment(roots[0]).insert(2, [first]);
    away.getXmlFragment(roots[0]).insert(4, [third]);
    second.insert(0, [new Y.XmlText('abcdef')]);
    (second.get(0) as Y.XmlText).insert(3, '123');
    (second.get(0) as Y.XmlText).insert(0, '(');
    (second.get(0) as Y.XmlText).insert(5, '-');
    expect((second.get(0) as Y.XmlText).toString()).toBe('(abc1-23def');
    expect(check(structIndex, Y.encodeStateAsUpdate(away, before))).toMatchObject({
      kind: 'accepted',
      orderUnsure: false
    });
  });

  it('is unsure where two of the same update want the same spot and neither knows the other', () => {
    const doc = found(5);
    const structIndex = StructIndex.from([Y.encodeStateAsUpdate(doc)]);
    const [one, other] = [copyOf(doc, 6), copyOf(doc, 6)];
    textIn(one, 0).insert(4, 'x');
    textIn(other, 1).insert(4, 'y');
    textIn(other, 0).insert(4, 'z');
    const before = Y.encodeStateVector(doc);
    const first = Y.encodeStateAsUpdate(one, before);
    const second = Y.encodeStateAsUpdate(other, Y.encodeStateVector(one));
    // Both are letters of client 6 that name the same neighbours; no editor writes them into one text.
    expect(check(structIndex, Y.mergeUpdates([first, second]))).toMatchObject({
      kind: 'accepted',
      orderUnsure: true
    });
  });
});

describe('found by mutating updates: what a reload put elsewhere', () => {
  it('is refused where a letter stands before the one that it was put behind, both of one update', () => {
    const known = StructIndex.from([
      bytes(
        'AgnPFAAHAQtzdHJhdGVneS56aAMJcGFyYWdyYXBoBwDPFAAGBADPFAEH8J+Pme+4jygAzxQAAmlkAXcJMzY2NTY5NzI5BwELc3RyYXRlZ3kuZW4DCXBhcmFncmFwaAcAzxQGBgQAzxQHB/Cfj5nvuI8oAM8UBgJpZAF3CTExMTU5MTUxOITPFAoMaW50ZWxsaWdlbnQgBLENAAcBC3N0cmF0ZWd5LnpoAwlwYXJhZ3JhcGgHALENAAYEALENAQfwn4+Z77iPKACxDQACaWQBdwg2NjYyMzczNAA='
      )
    ]);
    const update = bytes(
      'AgGxDQYAAgROAITPFAAF5pm6YWKoTgIBdwV2YWx1ZehOA04CAXcFdmFsdWWEsQ0BBuaZumFiYwHPFAEKAw=='
    );
    expect(check(known, update, bench)).toEqual({
      kind: 'malformed',
      reason: 'neighbours in the wrong order'
    });
  });

  it.each([
    [
      'from the beginning to the middle of a word',
      'AwfWGgABAQtzdHJhdGVneS56aAEADgcBC3N0cmF0ZWd5LmVuAwlwYXJhZ3JhcGgHANYaDwYBANYaEAEoANYaDwJpZAF3CTg4NTEzMjE0NgAeDPIQAAEBC3N0cmF0ZWd5LnpoAQAFAQELc3RyYXRlZ3kuZW4BAAqE1hoRA+aZuoTyEBEJ5oWn5Z+O5biCxPIQEfIQEgcgYW5kIHRowfIQG/IQEgLE8hAd8hASDmNpdHkgc2FpZCBzby4gxPIQG/IQHAJlIAACRNcOPAbmmbphYmMR1w4AAQELc3RyYXRlZ3kuemgBAB0HAQtzdHJhdGVneS5lbgMJcGFyYWdyYXBoBwDXDh4GBADXDh8E8J+PmYTXDiED77iPKADXDh4CaWQBdwk4NDY1NzMxMzKH1w4eAwlwYXJhZ3JhcGgHANcOJAYEANcOJQfwn4+Z77iPKADXDiQCaWQBdwk4OTA3ODE4NTMADMTXDiHXDiIHw59pbnRlbMTXDjvXDiIFbGlnZW7E1w5A1w4iAnQghNcOQAbmmbphYmMAAwPWGgMADxEBEx7yEAMAERwCLgLXDgMAHioMRwM=',
      'AQLWGjHE1how1w4LBGVudCDE1w4h1w4iDsOfaW50ZWxsaWdlbnQgAA=='
    ],
    [
      'from the beginning to behind others',
      'AwqFHQCEkQ0YAmluhIUdAQN0ZWyBhR0EA4SFHQcEZW50IISRDRgLaW50ZWxsaWdlbnSEhR0WASCEkQ0YDGludGVsbGlnZW50IESFHQID5pm6QYUdFwUAAgiRDQAHAQtzdHJhdGVneS5lbgMHaGVhZGluZwcAkQ0ABgQAkQ0BFyBhbmQgdGhlIGNpdHkgc2FpZCBzby4gKACRDQACaWQBdwk2MTgwOTA5MTAHAQtzdHJhdGVneS56aAMJcGFyYWdyYXBoBwCRDRoGBACRDRsMaW50ZWxsaWdlbnQgKACRDRoCaWQBdwk3NTQ1OTAyOTEBTwAAAgKFHQIFAyUHTwEAAg==',
      'AQH/////DwCEkQ0YDGludGVsbGlnZW50IAA='
    ]
  ])('is tried where others at the same spot reach beyond it: %s', (_, state, update) => {
    const verdict = check(StructIndex.from([bytes(state)]), bytes(update), bench);
    expect(verdict).toMatchObject({ kind: 'accepted', orderUnsure: true });
    expect(integratesAlike(bytes(state), bytes(update))).toBe(false);
  });

  it('is refused where it would be put elsewhere once other places are deleted, which a load first goes through now', () => {
    const state = bytes(
      'AwijHQAHAQtzdHJhdGVneS56aAMJcGFyYWdyYXBoBwCjHQAGBACjHQEMIGFuZCB0aGUgY2l0hKMdDQt5IHNhaWQgc28uICgAox0AAmlkAXcINzMzODc4NjJBox0AAQAOxIMOFYMOFgfwn4+Z77iPF6' +
        'cVAAcBC3N0cmF0ZWd5LnpoAwlwYXJhZ3JhcGgHAKcVAAYEAKcVAQZpbnRlbGyEpxUHA2lnZYSnFQoDbnQgKACnFQACaWQBdwk2NTQyMTA2MzIBAQtzdHJhdGVneS5lbgEAGceDDgCnFQ8DCXBhcmFn' +
        'cmFwaAcApxUpBgQApxUqFCBhbmQgdGhlIGNpdHkgc2FpZCBzgacVPgKEpxVAASAoAKcVKQJpZAF3CTkzNDM1MjM1MceDDhKjHRoDCmJsb2NrcXVvdGUHAKcVQwYEAKcVRALDnygApxVDAmlkAXcJOD' +
        'g1MzUxMjg4x4MOEqcVQwMJcGFyYWdyYXBoBwCnFUcGBACnFUgCw58oAKcVRwJpZAF3CTE1OTY0NDY3MsSnFQenFQgH8J+Pme+4jxODDgAHAQtzdHJhdGVneS5lbgMJcGFyYWdyYXBoBwCDDgAGBACD' +
        'DgECaW6Egw4DCnRlbGxpZ2VudCAoAIMOAAJpZAF3CTQ5MDkyMjIwM8GnFQqnFQsDx6cVAKMdAAMJcGFyYWdyYXBoBwCDDhIGBACDDhME8J+PmYSDDhUD77iPKACDDhICaWQBdwkyMDIzMjUxNjLEgw' +
        '4Dgw4EA2ludMGDDhqDDgQFxIMOH4MOBARlbnQghIMOFgEKQYMOAAEADsSjHQ2jHQ4M5pm65oWn5Z+O5biCxIMOFaMdKQEKA6MdARoPpxUCDxo/AoMOAw8DGwUlDw=='
    );
    const update = bytes(
      'AwSjHSyETQAE5pm6YQADQaMdJAFGTQAEYm9sZAR0cnVlBKcVToaDDioEYm9sZAR0cnVlRKcVNgXmmbphYoenFSQGAQELc3RyYXRlZ3kuZW4EAk0AgacVAANETQAE5pm6YQA='
    );
    const deletion = bytes('AASjHQEQBKcVAikWQQKDDgETBE0BAwI=');
    expect(check(StructIndex.from([state]), update, bench)).toEqual({
      kind: 'malformed',
      reason: 'something that its author knew stands between its neighbours'
    });
    const live = untidiedDoc();
    for (const one of [state, update]) Y.applyUpdate(live, one);
    expect(sequencesOf(copyOf(live, 7))).toBe(sequencesOf(live));
    Y.applyUpdate(live, deletion);
    expect(sequencesOf(copyOf(live, 7))).not.toBe(sequencesOf(live));
    expect(integratesAlike(state, update)).toBe(false);
  });
});

describe('what is put across something that its author knew', () => {
  const sequence = { ...narrative, text: 'sequence' as const };
  const at = Y.createID;
  /** The embed of one person, and one put behind it by another. */
  const state = embedsOf(roots[0], [
    { client: 5, from: 0, neighbours: [[null, null]] },
    { client: 9, from: 0, neighbours: [[at(5, 0), null]] }
  ]);

  // Found by mutated updates, seed 11,000,468 of the fuzzer: a load that begins elsewhere would put it elsewhere.
  it.each([
    ['its own', 9, [null, null], 1],
    ['what it names the neighbour of', 12, [null, at(9, 0)], 0]
  ] as const)('is refused: %s', (_, client, neighbours, from) => {
    const structIndex = StructIndex.from([state]);
    const update = embedsOf(roots[0], [{ client, from, neighbours: [neighbours] }]);
    expect(check(structIndex, update, sequence)).toEqual({
      kind: 'malformed',
      reason: 'something that its author knew stands between its neighbours'
    });
  });

  // Found by mutated updates, seed 20,112,698 of the fuzzer.
  it('is tried where all of it is in one write, and refused: a load that begins elsewhere puts it elsewhere', () => {
    const first = at(12, 0);
    const update = embedsOf(roots[0], [
      {
        client: 12,
        from: 0,
        neighbours: [
          [null, null],
          [first, null]
        ]
      },
      { client: 9, from: 0, neighbours: [[first, null]] },
      { client: 14, from: 0, neighbours: [[null, at(9, 0)]] }
    ]);
    expect(check(new StructIndex(), update, sequence)).toMatchObject({ kind: 'accepted', orderUnsure: true });
    expect(integratesAlike(Y.encodeStateAsUpdate(new Y.Doc()), update)).toBe(false);
  });

  it('is accepted from those who cannot have known it', () => {
    const update = embedsOf(roots[0], [{ client: 12, from: 0, neighbours: [[null, null]] }]);
    expect(check(StructIndex.from([state]), update, sequence)).toMatchObject({
      kind: 'accepted',
      orderUnsure: false
    });
  });
});

describe('what is put after a trial between two instalments of a long write', () => {
  const sequence = { ...narrative, text: 'sequence' as const };
  const at = Y.createID;
  const a = at(5, 0);
  const b = at(5, 1);
  /** Two people's embeds in a row: a, b. */
  const state = embedsOf(roots[0], [
    {
      client: 5,
      from: 0,
      neighbours: [
        [null, null],
        [a, null]
      ]
    }
  ]);
  /**
   * Between the beginning and b, although a stands there: no editor writes that. It is refused now, and stands in
   * texts that accepted it after a trial in one order of load.
   */
  const tried = embedsOf(roots[0], [{ client: 9, from: 0, neighbours: [[null, b]] }]);

  // Found by mutated updates: seeds 1,000,545 and 1,001,170 of the fuzzer.
  it.each([
    ['next to what was there', [[a, null] as const], [a, at(12, 0)] as const],
    [
      'next to its own',
      [
        [a, null],
        [a, at(12, 0)]
      ] as const,
      [a, at(12, 1)] as const
    ]
  ])('makes the rest of it unsure, which a load would put elsewhere: %s', (_, before, after) => {
    const structIndex = StructIndex.from([state]);
    const reader = new Neighbourhood(structIndex);
    const author = { userId: 'anna', ownerOf: () => 'anna', reader };
    const first = embedsOf(roots[0], [{ client: 12, from: 0, neighbours: before }]);
    const verdict = checkUpdate(structIndex, first, sequence, author);
    expect(verdict).toMatchObject({ kind: 'accepted', orderUnsure: false });
    if (verdict.kind === 'accepted') structIndex.integrate(verdict.resolved);
    const parsed = parseUpdate(tried);
    const odd = resolve(parsed, structIndex, stored);
    structIndex.integrate({ ...odd, deletions: parsed.deletions, orderUnsure: true });
    const last = embedsOf(roots[0], [{ client: 12, from: before.length, neighbours: [after] }]);
    expect(checkUpdate(structIndex, last, sequence, author)).toMatchObject({ orderUnsure: true });
    expect(integratesAlike(Y.mergeUpdates([state, first, tried]), last)).toBe(false);
  });
});
