/** What a mail server found out about a mail (RFC 8601). */
export interface AuthenticationResults {
	/** Names the server (RFC 8601 §2.5), in lower case; empty where it leaves its name out. */
	readonly authservId: string;
	readonly results: readonly AuthenticationResult[];
}

/** What one method of authentication gave; all in lower case. */
export interface AuthenticationResult {
	/** "dmarc", "dkim", "spf" and others, without the method's version. */
	readonly method: string;
	/** "pass", "fail", "none" and others. */
	readonly result: string;
	/** What was looked at, such as "header.from"; of one that is named twice the first. */
	readonly properties: ReadonlyMap<string, string>;
}

const MAX_FIELD = 8000;
const MAX_RESULTS = 100;
const SEPARATORS = /[\s;=()]/;

/** Reads the body of an Authentication-Results field (RFC 8601 §2.2); what cannot be understood is left out. */
export function authenticationResults(field: string): AuthenticationResults {
	const [head = [], ...statements] = statementsOf(field.slice(0, MAX_FIELD).toLowerCase());
	// Where the name is left out, which some servers do, a result stands in its place.
	if (head[1] === '=') return { authservId: '', results: resultsOf([head, ...statements]) };
	return { authservId: head[0] ?? '', results: resultsOf(statements) };
}

function resultsOf(statements: readonly (readonly string[])[]): AuthenticationResult[] {
	return statements.slice(0, MAX_RESULTS).flatMap((words) => {
		const [[method, result] = ['', ''], ...properties] = pairsOf(words);
		if (!method || !result) return [];
		// Of two values the later one is the easier to smuggle in.
		return [{ method: method.split('/', 1)[0] ?? '', result, properties: new Map(properties.toReversed()) }];
	});
}

function pairsOf(words: readonly string[]): [string, string][] {
	const pairs: [string, string][] = [];
	let at = 0;
	while (at < words.length - 2) {
		const [name = '', sign, value = ''] = words.slice(at, at + 3);
		if (sign !== '=') {
			at += 1;
			continue;
		}
		at += 3;
		// Addresses of senders may hold the sign themselves.
		const rest: string[] = [];
		while (words[at] === '=') {
			rest.push(`=${words[at + 1] ?? ''}`);
			at += 2;
		}
		pairs.push([name, `${value}${rest.join('')}`]);
	}
	return pairs;
}

/** Gives the words between semicolons, with each "=" as a word; comments are left out (RFC 5322 §3.2.2). */
function statementsOf(text: string): string[][] {
	let words: string[] = [];
	const statements = [words];
	let at = 0;
	while (at < text.length) {
		const sign = text.charAt(at);
		if (sign === '(') {
			at = endOfComment(text, at);
			continue;
		}
		const end = endOfWord(text, at);
		if (end > at) words.push(unquoted(text.slice(at, end)));
		if (end === at && sign === '=') words.push(sign);
		if (end === at && sign === ';') statements.push((words = []));
		at = Math.max(end, at + 1);
	}
	return statements;
}

function endOfWord(text: string, start: number): number {
	let at = start;
	while (at < text.length && !SEPARATORS.test(text.charAt(at))) {
		at = text[at] === '"' ? endOfQuote(text, at) : at + 1;
	}
	return at;
}

function endOfQuote(text: string, start: number): number {
	let at = start + 1;
	while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
	return at + 1;
}

function unquoted(word: string): string {
	return word.replace(/\\(.)|"/g, '$1');
}

function endOfComment(text: string, start: number): number {
	let depth = 0;
	let at = start;
	do {
		if (text[at] === '(') depth += 1;
		else if (text[at] === ')') depth -= 1;
		at += text[at] === '\\' ? 2 : 1;
	} while (depth > 0 && at < text.length);
	return at;
}
