/**
 * Provides fast-check with a seed that stays the same, so that each run of the suite tries what the run before did:
 * `PROPERTY_SEED` names another. A property that fails prints its seed.
 */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 20_261_129) });

export { default } from 'fast-check';
