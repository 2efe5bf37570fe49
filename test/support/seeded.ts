/** Gives the next number of a sequence, from 0 up to but not including 1. */
export type Chance = () => number;

/** Gives a sequence of numbers that is the same for a seed on every machine (mulberry32). */
export function seeded(seed: number): Chance {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}
