/** Names a picture of a report by its caption and the part in which it is. */
import { textFor } from '#base/locale.ts';
import { locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import type { PictureOfReport } from '#areas/report';

export const pictureLabel = ({ caption, part }: PictureOfReport): string =>
  m.study_in_brackets({
    text: textFor(caption, locale()).text || m.context_image_picture_unnamed(),
    note: textFor(part, locale()).text
  });
