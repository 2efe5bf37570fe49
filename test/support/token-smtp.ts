import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A submission server that takes XOAUTH2 only, and asks somebody else whether a token is good. */
export class TokenSmtp {
	/** Exchange Online answers 535 to a bad token; Gmail sends a challenge first, which names the reason. */
	refusesBy: 'challenge' | '535' = 'challenge';
	/** The token of every login that was tried. */
	readonly logins: string[] = [];
	mails = 0;

	private readonly server = new SMTPServer({
		authMethods: ['XOAUTH2'],
		allowInsecureAuth: true,
		disabledCommands: ['STARTTLS'],
		disableReverseLookup: true,
		closeTimeout: 100,
		onAuth: ({ username, accessToken = '' }, _session, done) => {
			this.logins.push(accessToken);
			if (username === this.user && this.isActive(accessToken)) done(null, { user: username });
			else if (this.refusesBy === 'challenge') done(null, { data: { status: '401' } });
			else done(Object.assign(new Error('5.7.3 Authentication unsuccessful'), { responseCode: 535 }));
		},
		onData: (stream, _session, done) => {
			stream.resume();
			stream.on('end', () => {
				this.mails += 1;
				done();
			});
		},
	});

	constructor(
		private readonly user: string,
		private readonly isActive: (accessToken: string) => boolean,
	) {}

	get port(): number {
		return (this.server.server.address() as AddressInfo).port;
	}

	get openConnections(): number {
		return (this.server as unknown as { connections: Set<unknown> }).connections.size;
	}

	async start(): Promise<void> {
		this.server.on('error', () => undefined);
		await once(this.server.listen(0, '127.0.0.1'), 'listening');
	}

	async stop(): Promise<void> {
		await new Promise<void>((resolve) => this.server.close(resolve));
	}
}
