const MAX_DISTANCE = 2;
/** From as many letters on, two of them may be wrong. */
const LONG_COMMAND = 6;
const SHORT_COMMAND = 4;
// What stands behind an @word of code: "@media print {", "@include box($x);", "@Override()".
const CODE = /[{}()[\];=<>/\\"`]/;

/**
 * Tells whether an @word that begins a line was likely meant for a command: a letter is wrong, missing, too many or in
 * the place of another; two where the command is long, or where words follow as after no name and no handle ("@noxe he
 * is angry").
 *
 * @param typed - the word without its `@`
 * @param rest - what follows in the line
 */
export function isMistyped(typed: string, rest: string, commands: readonly string[]): boolean {
	const word = typed.toLowerCase();
	const isRemark =
		typed === word && /^\s{1,40}[\p{L}\p{N}]\S{0,60}\s{1,40}\S/u.test(rest) && !CODE.test(rest);
	return commands.some((command) => {
		const distance = typingErrors(word, command);
		if (distance > MAX_DISTANCE) return false;
		if (distance <= 1 || command.length >= LONG_COMMAND) return true;
		return isRemark && command.length >= SHORT_COMMAND;
	});
}

// Optimal string alignment: a swap of neighbours counts one.
function typingErrors(word: string, command: string): number {
	if (Math.abs(word.length - command.length) > MAX_DISTANCE) return MAX_DISTANCE + 1;
	let before: number[] = [];
	let above = Array.from({ length: command.length + 1 }, (_, at) => at);
	for (let row = 1; row <= word.length; row++) {
		const current = [row];
		for (let at = 1; at <= command.length; at++) {
			const isSame = word[row - 1] === command[at - 1];
			const isSwapped = word[row - 1] === command[at - 2] && word[row - 2] === command[at - 1];
			const least = Math.min(
				(above[at] ?? 0) + 1,
				(current[at - 1] ?? 0) + 1,
				(above[at - 1] ?? 0) + (isSame ? 0 : 1),
			);
			current.push(isSwapped && row > 1 && at > 1 ? Math.min(least, (before[at - 2] ?? 0) + 1) : least);
		}
		before = above;
		above = current;
	}
	return above[command.length] ?? 0;
}
