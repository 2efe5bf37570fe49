import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

// "* 7 FETCH (UID 7 BODY[] {1234}": a literal of that many bytes follows (RFC 9051 §4.3).
const FETCH_LITERAL = /FETCH \([^\r\n]*\{(\d+)\}\r\n/;

/** Where the next connections break: after so many bytes of the server, or inside the n-th literal of a FETCH. */
export type Break = { readonly afterBytes: number } | { readonly inLiteral: number };

interface Link {
	readonly client: Socket;
	readonly server: Socket;
	readonly wound: Break | undefined;
	bytes: number;
	literals: number;
	isHole: boolean;
}

/** A TCP proxy on 127.0.0.1 before a port of 127.0.0.1 that behaves as bad networks do. */
export class TcpProxy {
	port = 0;
	/** How long each piece of the server's is kept back. */
	delayMs = 0;
	/** How often a connection was reset on purpose. */
	resets = 0;
	private readonly listener: Server;
	private readonly links = new Set<Link>();
	private readonly breaks: Break[] = [];
	private isHole = false;
	private lastWord: string | undefined;

	constructor(private readonly targetPort: number) {
		this.listener = createServer({ noDelay: true }, (client) => this.take(client));
	}

	async start(): Promise<void> {
		await once(this.listener.listen(0, '127.0.0.1'), 'listening');
		this.port = (this.listener.address() as AddressInfo).port;
	}

	async stop(): Promise<void> {
		const closed = once(this.listener.close(), 'close');
		for (const { client, server } of this.links) {
			client.destroy();
			server.destroy();
		}
		await closed;
	}

	/** Swallows everything as soon as a client says this word, which is swallowed, too. */
	swallowAt(word: string): void {
		this.lastWord = word;
	}

	/** Swallows everything of both sides from now on; connections stay open, new ones are accepted and hang. */
	swallow(): void {
		this.lastWord = undefined;
		this.isHole = true;
		for (const link of this.links) link.isHole = true;
	}

	/** Forwards new connections again; those which were swallowed never come back, as when a firewall forgot them. */
	forward(): void {
		this.isHole = false;
	}

	/** Resets the open connections at once, and one future connection by each of the breaks. */
	resetBy(...breaks: readonly Break[]): void {
		this.breaks.push(...breaks);
		for (const link of this.links) this.reset(link);
	}

	/** How many breaks no connection has met yet. */
	get openBreaks(): number {
		return this.breaks.length;
	}

	private take(client: Socket): void {
		const server = connect(this.targetPort, '127.0.0.1');
		server.setNoDelay(true);
		const link: Link = {
			client,
			server,
			wound: this.isHole ? undefined : this.breaks.shift(),
			bytes: 0,
			literals: 0,
			isHole: this.isHole,
		};
		this.links.add(link);
		client.on('data', (data) => {
			if (this.lastWord !== undefined && data.includes(this.lastWord)) this.swallow();
			if (!link.isHole) server.write(data);
		});
		server.on('data', (data) => link.isHole || this.give(link, data));
		this.endTogether(link, client, server);
		this.endTogether(link, server, client);
	}

	private endTogether(link: Link, one: Socket, other: Socket): void {
		one.on('error', () => undefined);
		one.on('close', () => {
			this.links.delete(link);
			// In a black hole nobody hears of the other's end.
			if (!link.isHole || one === link.client) other.destroy();
		});
	}

	private give(link: Link, data: Buffer): void {
		const cut = cutOf(link, data);
		const give = () => {
			if (link.client.destroyed || link.isHole) return;
			if (cut === undefined) link.client.write(data);
			else link.client.write(data.subarray(0, cut), () => this.reset(link));
		};
		if (this.delayMs === 0) give();
		else setTimeout(give, this.delayMs);
	}

	private reset({ client, server }: Link): void {
		this.resets += 1;
		client.resetAndDestroy();
		server.destroy();
	}
}

/** Returns how much of what the server sends still gets through before the connection breaks; undefined for all. */
function cutOf(link: Link, data: Buffer): number | undefined {
	const before = link.bytes;
	link.bytes += data.byteLength;
	const { wound } = link;
	if (wound === undefined) return undefined;
	if ('afterBytes' in wound)
		return link.bytes >= wound.afterBytes ? Math.max(0, wound.afterBytes - before) : undefined;
	let rest = data.toString('latin1');
	let passed = 0;
	for (let found = FETCH_LITERAL.exec(rest); found; found = FETCH_LITERAL.exec(rest)) {
		const start = found.index + found[0].length;
		const bytes = Number(found[1]);
		link.literals += 1;
		if (link.literals >= wound.inLiteral)
			return passed + start + Math.floor(Math.min(bytes, rest.length - start) / 2);
		const end = Math.min(rest.length, start + bytes);
		passed += end;
		rest = rest.slice(end);
	}
	return undefined;
}
