// No mail shows as many parts, so that one number can name a part of an attached mail.
const STEP = 1000;

/** Gives the index by which an attachment of an attached mail is found in the outer mail. */
export function innerIndex(outer: number, inner: number): number {
	return (outer + 1) * STEP + inner;
}

/** Takes an index apart; `outer` is undefined for an attachment of the mail itself. */
export function splitIndex(index: number): { readonly outer: number | undefined; readonly inner: number } {
	return index < STEP
		? { outer: undefined, inner: index }
		: { outer: Math.floor(index / STEP) - 1, inner: index % STEP };
}
