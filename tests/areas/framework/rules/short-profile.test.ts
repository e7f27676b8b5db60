import { describe, expect, it } from 'vitest';
import { faultsOfFramework } from '#rules/framework/framework-faults.ts';
import { editFramework } from '#rules/framework/framework-edit.ts';
import { faultsAgainst } from '#rules/framework/framework-versions.ts';
import { answerParts, partsOfCity, recordOfFramework, type Framework } from '#rules/framework/framework.ts';
import { parseFramework } from '#server/areas/framework/store/framework-shape.ts';
import { readSeed } from '#server/seeds/read.ts';
import { frameworkRow } from '#server/areas/demo/store/study-rows.ts';

const nine = parseFramework(JSON.stringify(readSeed('framework')));
const both = parseFramework(frameworkRow('s').content);
const withParts = (
  change: (parts: NonNullable<Framework['profile']>['parts']) => NonNullable<Framework['profile']>['parts']
): Framework =>
  both.profile ? { ...both, profile: { ...both.profile, parts: change(both.profile.parts) } } : both;

describe('R030: a framework with a short profile', () => {
  it('is faultless as the demo has it, and its parts are asked of those cities alone that are chosen', () => {
    expect(faultsOfFramework(both).filter(({ isWarning }) => !isWarning)).toEqual([]);
    expect(partsOfCity(both, false)).toEqual(nine.characteristics);
    expect(
      partsOfCity(both, true)
        .slice(9)
        .map(({ id }) => id)
    ).toEqual(['general-situation', 'strategy', 'sharing', 'typical-services', 'measures']);
    expect(answerParts(nine)).toEqual(nine.characteristics);
  });

  it('R072: asks of infrastructure, information and service platforms alike how they are shared: policies, actions, outcomes', () => {
    const sharing =
      both.profile?.parts
        .find(({ id }) => id === 'sharing')
        ?.questions.filter(({ kind }) => kind === 'facet-text') ?? [];
    expect(sharing.map(({ id, facets }) => [id, facets.map((facet) => facet.id)])).toEqual(
      ['infrastructure', 'information', 'platforms'].map((what) => [
        `profile.sharing.${what}`,
        ['policies', 'actions', 'outcomes']
      ])
    );
  });

  it('stands in what is signed; a framework without one is signed as it was before there were any', () => {
    expect(Object.keys(recordOfFramework(nine))).not.toContain('profile');
    expect(recordOfFramework(both)).toMatchObject({
      profile: { parts: [{ id: 'general-situation' }, {}, {}, {}, {}] }
    });
  });

  it('is held to the same rules: ids once for all, and for good; characteristics that there are', () => {
    const named = (framework: Framework): string[] =>
      faultsOfFramework(framework)
        .filter(({ isWarning }) => !isWarning)
        .map(({ kind, path }) => `${kind} ${path}`);
    expect(
      named(
        withParts((parts) => parts.map((part, index) => (index === 0 ? { ...part, id: 'governance' } : part)))
      )
    ).toEqual(['id-twice characteristics[9].id']);
    expect(
      named(
        withParts((parts) =>
          parts.map((part) => ({ ...part, mapsTo: part.id === 'strategy' ? ['none'] : [] }))
        )
      )
    ).toEqual(['characteristic-unknown profile.parts[1].mapsTo']);
    const shorter = { ...withParts((parts) => parts.slice(0, 4)), version: '2014' };
    expect(faultsAgainst(shorter, [both]).map(({ kind, about }) => `${kind} ${about}`)).toContain(
      'characteristic-gone measures'
    );
  });

  it('is edited like the characteristics', () => {
    const edited = editFramework(both, {
      kind: 'characteristic',
      id: 'sharing',
      name: { en: 'Shared', zh: '共享' },
      purpose: { en: '', zh: '' }
    });
    expect(edited.ok && edited.value.profile?.parts[2]).toMatchObject({
      id: 'sharing',
      name: { en: 'Shared' },
      mapsTo: ['ict-infrastructure', 'governance']
    });
  });
});
