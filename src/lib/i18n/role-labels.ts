/** Defines the label of each role, in the reader's language. */
import type { Role } from '#domain/permissions.ts';
import { m } from '#lib/paraglide/messages.js';

const labels: Readonly<Record<Role, () => string>> = {
  secretariat: () => m.role_secretariat(),
  chair: () => m.role_chair(),
  expert: () => m.role_expert(),
  city: () => m.role_city(),
  observer: () => m.role_observer()
};

export const roleLabel = (role: Role): string => labels[role]();
