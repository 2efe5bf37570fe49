import { Resolver } from 'node:dns/promises';

type Records = Awaited<ReturnType<Resolver['resolve']>>;

/** Answers of the DNS, as far as they are lists of texts or of lists of texts: all that authentication asks for. */
export type Lookup = (name: string, type: string) => Promise<string[] | string[][]>;

/** Lookups for one piece of work, which end with it. */
export interface Lookups {
	readonly resolve: Lookup;
	/** Gives up what is under way. */
	end(): void;
}

interface Known {
	/** Undefined for a name that has no such records. */
	readonly records: Records | undefined;
	readonly code: string;
	readonly until: number;
}

// Long enough for a burst of mail, short enough for a key that was taken back.
const REMEMBERED_MS = 300_000;
const MAX_REMEMBERED = 1000;
const TIMEOUT_MS = 2000;
const TRIES = 2;
// The name is not there, or has no records of the type; all else is trouble that may be over in a moment.
const NO_RECORDS = ['ENOTFOUND', 'ENODATA'];

/** Asks the DNS, and remembers its answers for some minutes. */
export class DnsAnswers {
	private readonly known = new Map<string, Known>();

	/** @param servers - as `ip` or `ip:port`; undefined for those of the system */
	constructor(private readonly servers?: readonly string[]) {}

	/** Starts a piece of work. */
	lookups(): Lookups {
		const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });
		if (this.servers) resolver.setServers(this.servers);
		let isOver = false;
		return {
			resolve: async (name, type) => {
				if (isOver) throw new Error(`Nobody waits for the ${type} of ${name} any more.`);
				return (await this.answer(resolver, name, type)) as string[] | string[][];
			},
			end: () => {
				isOver = true;
				resolver.cancel();
			},
		};
	}

	private async answer(resolver: Resolver, name: string, type: string): Promise<Records> {
		const key = `${type} ${name.toLowerCase()}`;
		const { records, code } = this.remembered(key) ?? this.remember(key, await ask(resolver, name, type));
		if (records) return structuredClone(records);
		throw Object.assign(new Error(`The DNS has no ${type} of ${name}.`), { code });
	}

	private remembered(key: string): Known | undefined {
		const known = this.known.get(key);
		if (!known || known.until > Date.now()) return known;
		this.known.delete(key);
		return undefined;
	}

	private remember(key: string, answer: Omit<Known, 'until'>): Known {
		const [oldest] = this.known.keys();
		if (oldest !== undefined && this.known.size >= MAX_REMEMBERED) this.known.delete(oldest);
		const known = { ...answer, until: Date.now() + REMEMBERED_MS };
		this.known.set(key, known);
		return known;
	}
}

/** Tells whether an error of a lookup is an answer: there are no such records. */
export function hasNoRecords(error: unknown): boolean {
	return NO_RECORDS.includes(codeOf(error));
}

async function ask(resolver: Resolver, name: string, type: string): Promise<Omit<Known, 'until'>> {
	try {
		return { records: await resolver.resolve(name, type), code: '' };
	} catch (error) {
		if (!hasNoRecords(error)) return await Promise.reject(error as Error);
		return { records: undefined, code: codeOf(error) };
	}
}

function codeOf(error: unknown): string {
	return typeof error === 'object' && error && 'code' in error ? String(error.code) : '';
}
