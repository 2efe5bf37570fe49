/** Writes a line for the person who waits. */
export function say(text: string): void {
	process.stdout.write(`${text}\n`);
}

/** Returns columns as wide as their widest cell, numbers to the right. */
export function table(head: readonly string[], rows: ReadonlyArray<ReadonlyArray<string | number>>): string {
	const cells = [head, ...rows].map((row) => row.map(String));
	const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
	const line = (row: ReadonlyArray<string | number>) =>
		row.map((cell, column) => pad(cell, widths[column] ?? 0)).join('  ');
	return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}

function pad(cell: string | number, width: number): string {
	return typeof cell === 'number' ? String(cell).padStart(width) : cell.padEnd(width);
}
