import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import createHoodiecrow, { type HoodiecrowServer } from 'hoodiecrow-imap';
import type { MailAccount } from './mail-peer';

const PLUGINS = [
	'ID',
	'SASL-IR',
	'AUTH-PLAIN',
	'NAMESPACE',
	'IDLE',
	'ENABLE',
	'CONDSTORE',
	'LITERALPLUS',
	'UNSELECT',
	'SPECIAL-USE',
	'CREATE-SPECIAL-USE',
	'UIDPLUS',
	'MOVE',
];

/** How a server does not give a mail. */
export type Withholding = 'refusing' | 'refusing the size of' | 'leaving out' | 'emptying';

/**
 * One account with an IMAP server of its own on 127.0.0.1; what it holds survives `stop`.
 *
 * hoodiecrow shares its folders among all users, hence a server each.
 */
export class HoodiecrowMailbox {
	/** 0 until the first start, then the same for ever. */
	port = 0;
	private readonly imap: HoodiecrowServer;
	private readonly sockets = new Set<Socket>();

	/** @param without - extensions that it does not have */
	constructor(
		readonly account: MailAccount,
		without: readonly string[] = [],
	) {
		this.imap = createHoodiecrow({
			plugins: PLUGINS.filter((plugin) => !without.includes(plugin)),
			storage: { INBOX: { uidvalidity: uidValidity() }, '': { separator: '/', folders: specialFolders() } },
			users: { [account.address]: { password: account.password } },
		});
		this.imap.connectionHandlers.push((connection) => {
			const { socket } = connection;
			// Without it every answer waits for the client's acknowledgement of the one before.
			socket.setNoDelay(true);
			this.sockets.add(socket);
			socket.once('close', () => {
				this.sockets.delete(socket);
				// hoodiecrow leaves a timer of 30 minutes behind when a client vanishes during IDLE.
				if (connection.inputHandler !== false) connection.inputHandler('DONE');
			});
		});
	}

	async start(): Promise<void> {
		await once(this.imap.server.listen(this.port, '127.0.0.1'), 'listening');
		this.port = (this.imap.server.address() as AddressInfo).port;
	}

	async stop(): Promise<void> {
		if (!this.imap.server.listening) return;
		const closed = once(this.imap.server.close(), 'close');
		this.cut();
		await closed;
	}

	/** Breaks all open connections. */
	cut(): void {
		for (const socket of this.sockets) socket.destroy();
	}

	/** Puts a raw mail into INBOX and tells who is in IDLE there. */
	append(raw: Buffer): void {
		this.imap.appendMessage('INBOX', [], new Date(), raw.toString('latin1'));
	}

	/**
	 * From now on answers NO to whoever wants the body of this mail, or even its size; leaves it out as if it were not there;
	 * or gives nothing for its body.
	 */
	withhold(uid: number, how: Withholding): void {
		const fetch = this.imap.getCommandHandler('UID FETCH');
		this.imap.setCommandHandler('UID FETCH', (connection, parsed, data, callback) => {
			const uids = this.imap.getMessageRange(
				this.imap.getMailbox('INBOX'),
				parsed.attributes[0]?.value,
				true,
			);
			const items = JSON.stringify(parsed.attributes[1]);
			const wantsBody = items.includes('"BODY') && !items.includes('HEADER');
			const wantsSize = how === 'refusing the size of' && items.includes('SIZE');
			if (!(wantsBody || wantsSize) || !uids.some(([, message]) => message.uid === uid))
				return fetch(connection, parsed, data, callback);
			const others = uids.flatMap(([, message]) => (message.uid === uid ? [] : [message.uid]));
			const [range] = parsed.attributes;
			if (how === 'emptying') {
				const values = ['UID', String(uid), 'RFC822.SIZE', '200'].map(item);
				const answer = [...values, { ...item('BODY'), section: [] }, { type: 'STRING', value: '' }];
				connection.send({ tag: '*', attributes: [uid, item('FETCH'), answer] }, 'EMPTY', parsed, data);
			}
			const isQuiet = how === 'leaving out' || how === 'emptying';
			if (isQuiet && range && others.length > 0) {
				range.value = others.join(',');
				return fetch(connection, parsed, data, callback);
			}
			const command = isQuiet ? 'OK' : 'NO';
			const attributes = [{ type: 'TEXT', value: 'That is all' }];
			connection.send({ tag: parsed.tag, command, attributes }, 'WITHHELD', parsed, data);
			callback();
		});
	}

	/** From now on tells of the flags of this mail before it answers any FETCH, as if somebody read it at that moment. */
	tellOf(uid: number): void {
		const fetch = this.imap.getCommandHandler('UID FETCH');
		this.imap.setCommandHandler('UID FETCH', (connection, parsed, data, callback) => {
			const flags = [item('UID'), item(String(uid)), item('FLAGS'), [item('\\Seen')]];
			connection.send({ tag: '*', attributes: [uid, item('FETCH'), flags] }, 'TIDINGS', parsed, data);
			fetch(connection, parsed, data, callback);
		});
	}

	/** From now on lets nobody go before `until`; resolves when the first wants to. */
	async holdLogout(until: Promise<void>): Promise<void> {
		const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
		const logout = this.imap.getCommandHandler('LOGOUT');
		this.imap.setCommandHandler('LOGOUT', (connection, parsed, data, callback) => {
			ask();
			void until.then(() => logout(connection, parsed, data, callback));
		});
		await asked;
	}

	/** Returns the raw mails of a folder in order of arrival. */
	mails(folder: string): Buffer[] {
		const messages = this.imap.getMailbox(folder)?.messages ?? [];
		return messages.map(({ raw }) => Buffer.from(raw, 'latin1'));
	}
}

function item(value: string): object {
	return { type: 'ATOM', value };
}

// A fresh value per start, as a real server whose mail store was rebuilt (RFC 9051 §2.3.1.1).
function uidValidity(): number {
	return Math.floor(Date.now() / 1000);
}

function specialFolders(): Record<string, unknown> {
	const names = ['Sent', 'Drafts', 'Archive', 'Junk', 'Trash'];
	return Object.fromEntries(
		names.map((name) => [name, { 'special-use': `\\${name}`, uidvalidity: uidValidity() }]),
	);
}
