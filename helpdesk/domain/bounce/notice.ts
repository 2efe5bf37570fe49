import type { Mail } from '../mail';

/** What a mail server says, and the mail that it returns, as far as they stand in the text. */
export interface Notice {
	readonly words: string;
	readonly returned: string;
}

const MAX_TEXT = 100_000;
const MAX_LINES = 2_000;
const RETURNED_FIELD =
	/^(?:return-path|received|message-id|dkim-signature|domainkey-signature|x-[a-z-]+|from|to|subject|date|mime-version|content-type|delivered-to|arc-seal):/i;
const SURE_FIELD = /^(?:return-path|received|message-id|dkim-signature|delivered-to|arc-seal):/i;
const RULER =
	/^[\s>*#=-]{0,80}(?:(?:below|included|enclosed|here) (?:this line )?is (?:a copy|the)|(?:this is|the) (?:a copy|header|headers|body) of (?:the|your)|(?:start of )?(?:original|returned|unsent|undelivered|your|the original) (?:message|mail)(?: headers?| info| follows?| is)?|message headers? follow|message (?:text|header) follows|original message follows|included is a copy|forwarded message)/i;

/** Parts what a mail server says in a text from the mail that it returns below. */
export function noticeOf(mail: Mail): Notice {
	const text = mail.text.slice(0, MAX_TEXT);
	const lines = text.split('\n').slice(0, MAX_LINES);
	const at = lines.findIndex((line, index) => isRuler(line, lines, index) || isHeaderStart(lines, index));
	if (at < 0) return { words: text, returned: '' };
	return { words: lines.slice(0, at).join('\n'), returned: lines.slice(at).join('\n') };
}

// "Your message" is also how many a notice begins: only what a header follows is a ruler.
function isRuler(line: string, lines: readonly string[], index: number): boolean {
	if (line.length > 200 || !RULER.test(line)) return false;
	const next = lines.slice(index + 1, index + 6).filter((each) => each.trim() !== '');
	return (
		next.some((each) => RETURNED_FIELD.test(each.trimStart())) &&
		/^\s*[-=*#]{2}|follow|below|copy/i.test(line)
	);
}

function isHeaderStart(lines: readonly string[], index: number): boolean {
	const line = lines[index] ?? '';
	if (!RETURNED_FIELD.test(line)) return false;
	const block = lines.slice(index, index + 12);
	const end = block.findIndex((each) => each.trim() === '');
	const fields = block.slice(0, end < 0 ? undefined : end).filter((each) => RETURNED_FIELD.test(each));
	return (
		fields.some((each) => SURE_FIELD.test(each)) &&
		(fields.length >= 3 || /^(?:return-path|received):/i.test(line))
	);
}
