import type { Desk } from '../ports';

const DAY_MS = 24 * 3_600_000;
const MAX_TOLD = 1000;

/** Tells whether a staff member was told of something in the last 24 hours, by the type of the event that says so. */
export async function wasToldLately(
	desk: Pick<Desk, 'store' | 'clock'>,
	type: string,
	staffId: string,
): Promise<boolean> {
	return (await timesToldLately(desk, type, staffId)) > 0;
}

/** Tells how often, up to 1,000 times of all staff. */
export async function timesToldLately(
	{ store, clock }: Pick<Desk, 'store' | 'clock'>,
	type: string,
	staffId: string,
): Promise<number> {
	const told = await store.eventsSince(type, new Date(clock.now().getTime() - DAY_MS), MAX_TOLD);
	return told.filter(({ data }) => data?.staffId === staffId).length;
}
