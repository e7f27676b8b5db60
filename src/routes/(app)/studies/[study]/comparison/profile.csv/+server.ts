import { profileTable } from '#lib/areas/comparison/profile-view.ts';
import { comparisonCsv } from '#lib/server/comparison-file.ts';
import { refuseRequest } from '#lib/server/guard.ts';
import { profileOfRequest } from '../profile-of-request.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
  const profile = (await profileOfRequest(event)) ?? refuseRequest(event.locals, { code: 'not-found' });
  return comparisonCsv(
    [event.params.study, ...profile.cities.map(({ city }) => city.id)].join('-'),
    profileTable(profile),
    profile.chartCaption
  );
};
