/** A card of a good practice that is complete in both languages. */
import type { Bilingual } from '#base/locale.ts';
import type { PracticeInput } from '#rules/practices/practice.ts';

const text = (en: string, zh: string): Bilingual => ({ en, zh });

export const card: PracticeInput = {
  cityId: 'bristol',
  characteristic: 'stakeholders',
  categories: [],
  contact: 'Ada Bell, ada@bristol.example',
  title: text('One desk for all services', '一站式服务窗口'),
  problem: text('People went from office to office.', '市民需要奔走于各部门之间。'),
  solution: text('One desk takes every request.', '统一窗口受理各类事项。'),
  results: text('Half the visits.', '跑腿次数减半。'),
  conditions: text('Offices share their files.', '各部门共享档案。'),
  transferability: text('Any city with one register can copy it.', '有统一登记系统的城市均可借鉴。'),
  resources: text('Four people.', '四名工作人员。')
};
