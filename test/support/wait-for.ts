import { setTimeout as sleep } from 'node:timers/promises';

type Answer<T> = T | undefined | false;

/** How long and how often `waitFor` asks. */
interface Patience {
	readonly timeoutMs?: number;
	readonly intervalMs?: number;
}

/**
 * Asks again and again until there is an answer, and returns it.
 *
 * @param what - completes the sentence "Waited 10 s for …"
 * @param ask - undefined, false or a failure means "not yet"; the last failure becomes the cause
 */
export async function waitFor<T>(
	what: string,
	ask: () => Answer<T> | Promise<Answer<T>>,
	{ timeoutMs = 10_000, intervalMs = 25 }: Patience = {},
): Promise<T> {
	const end = Date.now() + timeoutMs;
	for (;;) {
		const isLast = Date.now() >= end;
		let cause: unknown;
		try {
			const answer = await ask();
			if (answer !== undefined && answer !== false) return answer;
		} catch (error) {
			cause = error;
		}
		if (isLast) throw new Error(`Waited ${timeoutMs / 1000} s for ${what}.`, { cause });
		await sleep(intervalMs);
	}
}
