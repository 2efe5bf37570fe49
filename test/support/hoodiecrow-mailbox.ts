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

	constructor(readonly account: MailAccount) {
		this.imap = createHoodiecrow({
			plugins: PLUGINS,
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

	/** From now on answers NO to whoever wants the body of this mail, or leaves it out as if it were not there. */
	withhold(uid: number, how: 'refusing' | 'leaving out'): void {
		const fetch = this.imap.getCommandHandler('UID FETCH');
		this.imap.setCommandHandler('UID FETCH', (connection, parsed, data, callback) => {
			const uids = this.imap.getMessageRange(
				this.imap.getMailbox('INBOX'),
				parsed.attributes[0]?.value,
				true,
			);
			const items = JSON.stringify(parsed.attributes[1]);
			const wantsBody = items.includes('"BODY') && !items.includes('HEADER');
			if (!wantsBody || !uids.some(([, message]) => message.uid === uid))
				return fetch(connection, parsed, data, callback);
			const others = uids.flatMap(([, message]) => (message.uid === uid ? [] : [message.uid]));
			const [range] = parsed.attributes;
			if (how === 'leaving out' && range && others.length > 0) {
				range.value = others.join(',');
				return fetch(connection, parsed, data, callback);
			}
			const command = how === 'refusing' ? 'NO' : 'OK';
			const attributes = [{ type: 'TEXT', value: 'That is all' }];
			connection.send({ tag: parsed.tag, command, attributes }, 'WITHHELD', parsed, data);
			callback();
		});
	}

	/** Returns the raw mails of a folder in order of arrival. */
	mails(folder: string): Buffer[] {
		const messages = this.imap.getMailbox(folder)?.messages ?? [];
		return messages.map(({ raw }) => Buffer.from(raw, 'latin1'));
	}
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
