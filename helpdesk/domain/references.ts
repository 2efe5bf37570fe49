const MAX_CHARACTERS = 1500;

/**
 * Gives the References of a reply (RFC 5322 §3.6.4, rule 28): the first identifier of the thread and as many of the
 * last ones as fit about 1,500 characters.
 *
 * @param thread - identifiers without angle brackets, oldest first; duplicates are dropped
 */
export function replyReferences(thread: readonly string[]): string[] {
	const unique = [...new Set(thread)];
	const first = unique[0];
	if (first === undefined) return [];
	const tail: string[] = [];
	let room = MAX_CHARACTERS - first.length - 2;
	for (const id of unique.slice(1).reverse()) {
		room -= id.length + 3;
		if (room < 0) break;
		tail.unshift(id);
	}
	return [first, ...tail];
}
