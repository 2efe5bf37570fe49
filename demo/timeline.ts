import { header, type Mail } from '../helpdesk/domain/mail';

const start = Date.now();

/** Prints what happens, with the seconds since the start in front. */
export function tell(what: string): void {
	console.log(`${seconds()}  ${what}`);
}

/** Prints a mail as a person would look at it: the headers that matter, then the text. */
export function showMail(mail: Mail, names: readonly string[]): void {
	for (const name of names) {
		const body = header(mail, name.toLowerCase()).replace(/\s+/g, ' ');
		if (body !== '') console.log(`${' '.repeat(11)}${name}: ${body}`);
	}
	showText(mail.text);
}

/** Prints a text, each line behind a bar. */
export function showText(text: string): void {
	for (const line of text.trimEnd().split('\n')) console.log(`${' '.repeat(11)}│ ${line}`);
}

/** Prints a heading. */
export function chapter(title: string): void {
	console.log(`\n${seconds()}  ── ${title} ${'─'.repeat(Math.max(2, 70 - title.length))}`);
}

/** Steps that were looked at, and whether each was as it should be. */
export class Checks {
	private failures = 0;
	private count = 0;

	/** Prints one step and remembers whether it was right. */
	check(what: string, isRight: boolean): void {
		this.count += 1;
		if (!isRight) this.failures += 1;
		console.log(`${' '.repeat(9)}${isRight ? '✓' : '✗ WRONG:'} ${what}`);
	}

	get areAllRight(): boolean {
		return this.failures === 0;
	}

	summary(): string {
		return `${this.count - this.failures} of ${this.count} steps were seen to be right.`;
	}
}

function seconds(): string {
	return `${((Date.now() - start) / 1000).toFixed(1).padStart(6)} s`;
}
