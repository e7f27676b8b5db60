/** Tells where what was found is shown, as a path within the study. */
import { chapterSection } from '#document/narrative.ts';
import type { Found } from './authorizing.ts';

export function hrefOf({ kind, cityId, section, place }: Found): string {
  const id = encodeURIComponent(place['id'] ?? '');
  const ofCity = `/assessments/${encodeURIComponent(cityId ?? '')}`;
  switch (kind) {
    case 'person':
      return `/people?at=person-${id}#person-${id}`;
    case 'term':
      return `/glossary?at=${id}#${id}`;
    case 'city':
      return `/cities/${id}`;
    case 'framework':
      return `/framework#${id}`;
    case 'meeting':
      return `/meetings/${id}`;
    case 'practice':
      return `/practices/${id}`;
    case 'theme':
      return `/themes/${id}`;
    case 'code':
      return `/coding/${id}`;
    case 'memo':
      return `/coding/${encodeURIComponent(place['codeId'] ?? '')}?memo=${id}#memo-${id}`;
    case 'step':
      return `/roadmap#step-${id}`;
    case 'next-step':
      return `/next-steps?at=step-${id}#step-${id}`;
    case 'context':
      return `/context/${place['part'] ?? 'entries'}/${id}`;
    case 'source':
      return `/context/sources/${id}`;
    case 'talk':
      return `/context/talks?at=${id}#${id}`;
    case 'evidence':
      return `${ofCity}/evidence/${id}`;
    case 'city-comment':
      return `${ofCity}/consultation?at=c-${id}#c-${id}`;
    case 'comment':
      return `/threads/${encodeURIComponent(place['threadId'] ?? '')}`;
    case 'chapter':
      return `/chapters/${encodeURIComponent(place['slug'] ?? '')}${stepQuery(place['section'])}${hashOf(place['blockId'])}`;
    case 'finding':
      return `${ofCity}/${encodeURIComponent(section ?? '')}?text=findings${hashOf(place['blockId'])}`;
    default: {
      const hash =
        place['question'] === null ? hashOf(place['blockId']) : hashOf(`question-${place['question']}`);
      return `${ofCity}/${encodeURIComponent(section ?? '')}?text=response${hash}`;
    }
  }
}

/** Names the step of the roadmap in whose text a passage stands; nothing for a chapter's own text. */
const stepQuery = (section: string | null | undefined): string =>
  section === null || section === undefined || section === chapterSection
    ? ''
    : `?section=${encodeURIComponent(section)}`;

const hashOf = (id: string | null | undefined): string =>
  id === null || id === undefined ? '' : `#${encodeURIComponent(id)}`;
