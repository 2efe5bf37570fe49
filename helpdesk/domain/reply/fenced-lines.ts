import type { MailLine } from './mail-line';

/** Who forgets to close a fence must not have the mail below taken for code. */
const MAX_LINES = 200;

/** Finds the lines of code between ``` fences: they may hold "--", "Sent from" or a header that mean nothing. */
export function fencedLines(lines: readonly MailLine[]): ReadonlySet<number> {
	const fenced = new Set<number>();
	let open: number | undefined;
	lines.forEach((line, at) => {
		// What a program or our marker tells of a line is surer.
		if (line.place !== undefined || line.isOurs === true) open = undefined;
		if (!line.clean.startsWith('```')) return;
		if (open === undefined || at - open > MAX_LINES) open = at;
		else {
			for (let inside = open; inside <= at; inside++) fenced.add(inside);
			open = undefined;
		}
	});
	return fenced;
}
