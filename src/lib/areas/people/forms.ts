/**
 * Reads the forms of sign-in, account, administration and people. Lengths here only limit the size of the
 * input; the services validate it.
 */
import { z } from 'zod';
import { locales } from '#base/locale.ts';
import { roles } from '#base/permissions.ts';
import { choice, id, line, optionalLine, password } from '#lib/forms/shapes.ts';

const name = { nameEn: optionalLine, nameZh: optionalLine };

export const signInForm = z.object({ email: line, password });
export const nameForm = z.object(name);
export const localeForm = z.object({ locale: z.enum(locales) });
export const passwordForm = z.object({ present: password, wanted: password });
export const confirmForm = z.object({ password });
export const newPasswordForm = z.object({ password });
export const forgotForm = z.object({ email: line });
export const sessionForm = z.object({ session: id });

export const accountForm = z.object({
  email: line,
  ...name,
  password: password.default(''),
  administrator: z.literal('on').optional()
});
export const accountChoiceForm = z.object({ user: id });

export const addressForm = z.object({ user: id, email: line });

export const roleForm = z.object({
  email: line,
  role: z.enum(roles),
  side: choice.default(null),
  city: choice.default(null)
});
export const grantForm = z.object({ grant: id });
export const seatForm = z.object({ body: id, user: id });
export const rapporteursForm = z.object({
  city: id,
  lead: choice,
  deputy: choice.default(null),
  reviewer: choice
});
