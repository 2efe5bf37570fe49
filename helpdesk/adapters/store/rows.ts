import type { Kysely } from 'kysely';
import type { Tables } from './tables';

export type Database = Kysely<Tables>;

/** Writes truth as both engines hold it. */
export function bit(truth: boolean): number {
	return truth ? 1 : 0;
}

/** Reads a time; undefined when there is none. */
export function dateOf(text: string | null): Date | undefined {
	return text === null ? undefined : new Date(text);
}

/** Tells whether an insert that gives way to an existing row wrote anything. */
export function hasWritten(result: { readonly numInsertedOrUpdatedRows?: bigint | undefined }): boolean {
	return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}
