/** Returns the value below which a share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	const place = (sorted.length - 1) * share;
	const below = sorted[Math.floor(place)] ?? Number.NaN;
	const above = sorted[Math.ceil(place)] ?? Number.NaN;
	return below + (above - below) * (place - Math.floor(place));
}

/** Returns the middle value. */
export function median(values: readonly number[]): number {
	return quantile(values, 0.5);
}

/** Returns a ratio with two digits; undefined when one side has no figure. */
export function ratio(ours: number | undefined, theirs: number | undefined): number | undefined {
	return ours === undefined || theirs === undefined ? undefined : rounded(ours / theirs, 2);
}

export function rounded(value: number, digits = 0): number {
	return Number(value.toFixed(digits));
}
