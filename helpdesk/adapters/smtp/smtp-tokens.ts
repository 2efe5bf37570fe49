import type { TokenLogin } from '../../domain/server-login';

type Done = (error: Error | null, accessToken?: string) => void;

/** Hands nodemailer an access token for each connection that it makes. */
export class SmtpTokens {
	private last: string | undefined;
	private refused: string | undefined;

	constructor(public login: TokenLogin) {}

	/** Gives the `auth` option of nodemailer. */
	get auth() {
		return {
			type: 'OAuth2' as const,
			user: this.login.user,
			provisionCallback: (_user: string, isRenewal: boolean, done: Done) => {
				this.next(isRenewal).then(
					(token) => done(null, token),
					// A copy: nodemailer writes a code of its own on it.
					(error: unknown) => done(new Error(error instanceof Error ? error.message : String(error))),
				);
			},
		};
	}

	/**
	 * Marks the last token as refused. nodemailer asks for another only where the server explains its refusal by a
	 * challenge, as Gmail does; Exchange Online just says 535.
	 */
	refuse(): void {
		this.refused = this.last;
	}

	private async next(isRenewal: boolean): Promise<string> {
		if (isRenewal) this.refuse();
		this.last = await this.login.accessToken(this.refused);
		return this.last;
	}
}
