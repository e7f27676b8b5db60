import { matrixFile } from '#lib/server/matrix-file.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) => {
  const { study, city, file } = event.params;
  return matrixFile(event, file, [study, city], (actor) =>
    event.locals.services.consultations.ofCity(actor, study, city)
  );
};
