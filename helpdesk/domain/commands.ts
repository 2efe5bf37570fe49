import { isMistyped } from './mistyped-command';
import { tagChangeIn, type TagChange } from './tags';

/** What a staff member has the desk do by a line of its own above their answer (rule 23). */
export type Command =
	| { readonly kind: 'note' }
	| { readonly kind: 'status'; readonly status: 'open' | 'pending' | 'closed' }
	/** `to` is `me`, `nobody`, an address or a name, as typed. */
	| { readonly kind: 'assign'; readonly to: string }
	| ({ readonly kind: 'tag' } & TagChange);

/** The commands of an answer, and what is left of it. */
export interface CommandBlock {
	readonly commands: readonly Command[];
	/** Makes the whole answer an internal note. */
	readonly isNote: boolean;
	/** A leading @word that is no command; never set where the answer is a note, which no customer sees. */
	readonly unknown: string | undefined;
	/** How many lines from the top are commands or stand empty between them. */
	readonly end: number;
	/** The lines without the commands. */
	readonly rest: readonly string[];
}

export interface CommandOptions {
	/** Of those who wrote as customers: who greets them with "@Frank: …" gives no command. */
	readonly customerNames?: readonly string[];
}

const STATUS = { open: 'open', pending: 'pending', close: 'closed' } as const;
const WORDS = ['note', 'assign', 'tag', 'untag', ...Object.keys(STATUS)];
const MAX_LINE = 500;
// Mail programs set lines in bold, quote and indent them; some write invisible characters.
const DECORATION = /^[\s\p{Cf}*_>-]+/u;
const QUOTE_SIGN = /[>-]/;
const AT_WORD = /^[@＠﹫]\p{Cf}{0,4}([\p{L}_][\p{L}\p{M}\p{N}_-]{0,60})/u;
// Behind a bullet, a bracket or other words; "me@note.test" and "@note.berlin" are addresses.
const NOTE_IN_LINE = /(?:^|[^\p{L}\p{N}._%+@/-])[@＠﹫][\p{Cf}\s]{0,4}note(?![\p{L}\p{M}\p{N}_-]|\.\p{L})/iu;
// Outlook writes an address twice: kelly@acme.test<mailto:kelly@acme.test>.
const LINKED_ADDRESS = /\s?[<[]mailto:[^<>[\]]{1,320}[>\]]/gi;
const BLANK = { kind: 'blank' } as const;
const TEXT = { kind: 'text' } as const;

/**
 * Reads the commands that stand at the beginning of an answer, each on a line of its own. Whatever begins with an @word
 * there and is not understood counts as unknown: it may be a mistyped remark for colleagues.
 */
export function leadingCommands(lines: readonly string[], options: CommandOptions = {}): CommandBlock {
	const commands: Command[] = [];
	const kept: string[] = [];
	let isNote = false;
	let unknown: string | undefined;
	let end = 0;
	for (const [at, line] of lines.entries()) {
		const read = readLine(line, options);
		if (read.kind === 'text') break;
		if (read.kind === 'blank') continue;
		end = at + 1;
		if (read.kind === 'unknown') {
			unknown ??= read.word;
			kept.push(line);
		} else {
			commands.push(read.command);
			isNote ||= read.command.kind === 'note';
			if (read.words !== '') kept.push(read.words);
		}
	}
	return {
		commands,
		isNote,
		unknown: isNote ? undefined : unknown,
		end,
		rest: [...kept, ...lines.slice(end)],
	};
}

/**
 * Tells whether any line of a text begins with an @word that no customer should read: a command, mistyped or not, or the
 * name of a colleague; or has `@note` anywhere.
 */
export function hasInternalWord(
	text: string,
	{
		customerNames = [],
		colleagueNames = [],
	}: CommandOptions & { readonly colleagueNames?: readonly string[] },
): boolean {
	const customers = customerNames.flatMap(wordsOf);
	const colleagues = colleagueNames.flatMap(wordsOf);
	return text.split('\n').some((raw) => {
		const line = raw.slice(0, MAX_LINE).replace(DECORATION, '');
		if (NOTE_IN_LINE.test(raw)) return true;
		const [start = '', typed = ''] = AT_WORD.exec(line) ?? [];
		const word = typed.toLowerCase();
		if (word === '' || WORDS.includes(word)) return word !== '';
		if (customers.includes(word)) return false;
		return colleagues.includes(word) || isMistyped(typed, line.slice(start.length), WORDS);
	});
}

type ReadLine =
	| typeof BLANK
	| typeof TEXT
	| { readonly kind: 'unknown'; readonly word: string }
	| { readonly kind: 'command'; readonly command: Command; readonly words: string };

function readLine(raw: string, { customerNames = [] }: CommandOptions): ReadLine {
	const line = raw.slice(0, MAX_LINE).replace(DECORATION, '');
	if (line === '') return BLANK;
	const [start = '', typed = ''] = AT_WORD.exec(line) ?? [];
	if (typed === '') return TEXT;
	const word = typed.toLowerCase();
	const words = argumentOf(line.slice(start.length));
	// A command that somebody quotes is nobody's will.
	if (QUOTE_SIGN.test(DECORATION.exec(raw)?.[0] ?? '')) return { kind: 'unknown', word: typed };
	if (word === 'note') return { kind: 'command', command: { kind: 'note' }, words };
	const command = commandOf(word, words);
	// Longer than any command is, so that its end was not read.
	if (command && raw.length <= MAX_LINE) return { kind: 'command', command, words: '' };
	const isCustomer = !WORDS.includes(word) && customerNames.flatMap(wordsOf).includes(word);
	return isCustomer ? TEXT : { kind: 'unknown', word: typed };
}

function commandOf(word: string, words: string): Command | undefined {
	if (word === 'assign') return words === '' ? undefined : { kind: 'assign', to: words };
	if (word === 'tag' || word === 'untag') return tagCommand(word, words);
	const status = Object.entries(STATUS).find(([name]) => name === word)?.[1];
	// "@close the window" is no command, whatever else it is.
	return status && words === '' ? { kind: 'status', status } : undefined;
}

function tagCommand(word: 'tag' | 'untag', words: string): Command | undefined {
	const change = tagChangeIn(words);
	if (word === 'tag' || !change) return change && { kind: 'tag', ...change };
	return { kind: 'tag', add: [], remove: [...change.add, ...change.remove] };
}

function argumentOf(rest: string): string {
	return rest
		.replace(LINKED_ADDRESS, '')
		.replace(/^[\s\p{Cf}*_:.,!]{1,40}/u, '')
		.replace(/[\s\p{Cf}*_]{1,40}$/u, '')
		.replace(/^@/, '');
}

function wordsOf(name: string): readonly string[] {
	return name.toLowerCase().match(/[\p{L}\p{M}\p{N}_-]+/gu) ?? [];
}
