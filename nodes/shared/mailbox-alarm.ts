import type { ConnectionState } from '../../helpdesk/domain/mailbox';

// Mail servers are away for a minute now and then; nobody wants to hear of that.
const PATIENCE_MS = 2 * 60_000;

/**
 * Raises one alarm per incident: at once when a person has to act, else when the trouble lasts. It goes by way of n8n, not
 * through the mailbox that is in trouble (rule 38).
 */
export class MailboxAlarm {
	private timer: NodeJS.Timeout | undefined;
	private isRaised = false;
	private lastError = '';

	/** @param raise - tells people; gets the state and the error as the mail server worded it */
	constructor(private readonly raise: (state: ConnectionState, error: string) => void) {}

	hear(state: ConnectionState, error: string): void {
		if (state === 'connected') {
			this.stop();
			this.isRaised = false;
			return;
		}
		this.lastError = error;
		if (this.isRaised) return;
		if (state === 'needs-authorisation') this.ring(state);
		else this.timer ??= setTimeout(() => this.ring(state), PATIENCE_MS);
	}

	stop(): void {
		clearTimeout(this.timer);
		this.timer = undefined;
	}

	private ring(state: ConnectionState): void {
		this.stop();
		this.isRaised = true;
		this.raise(state, this.lastError);
	}
}
