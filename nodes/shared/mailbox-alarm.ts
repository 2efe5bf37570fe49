import { NodeOperationError, type ITriggerFunctions } from 'n8n-workflow';
import { HelpDeskError } from '../../helpdesk/domain/errors';
import { nodeError } from './advice';

// Mail servers are away for a minute now and then; nobody wants to hear of that.
const PATIENCE_MS = 2 * 60_000;
// What may be over soon by itself; everything else that the desk knows of needs a person.
const PASSING_CODES = new Set<string>([
	'listener-unavailable',
	'mailbox-unreachable',
	'oauth-server-unreachable',
	'store-unavailable',
]);

/** Why a trigger takes no mail in. */
export interface Trouble {
	readonly message: string;
	/** What people can do about it, or that they need not. */
	readonly advice: string;
	readonly needsPerson: boolean;
}

/**
 * Raises one alarm per incident: at once when a person has to act, else when the trouble lasts. It goes by way of n8n, not
 * through the mailbox that is in trouble (rule 38).
 */
export class MailboxAlarm {
	private timer: NodeJS.Timeout | undefined;
	private isRaised = false;
	private last: Trouble | undefined;

	/** @param raise - tells people */
	constructor(private readonly raise: (trouble: Trouble) => void) {}

	/** @param trouble - undefined when all is well */
	hear(trouble: Trouble | undefined): void {
		this.last = trouble;
		if (!trouble) {
			this.stop();
			this.isRaised = false;
			return;
		}
		if (this.isRaised) return;
		if (trouble.needsPerson) this.ring();
		else this.timer ??= setTimeout(() => this.ring(), PATIENCE_MS);
	}

	stop(): void {
		clearTimeout(this.timer);
		this.timer = undefined;
	}

	private ring(): void {
		this.stop();
		if (!this.last) return;
		this.isRaised = true;
		this.raise(this.last);
	}
}

/** Makes the alarm of a trigger: a failed execution shows in n8n's list, starts the error workflow, and leaves the trigger alone. */
export function alarmOf(context: ITriggerFunctions): MailboxAlarm {
	return new MailboxAlarm(({ message, advice: description }) =>
		context.saveFailedExecution(new NodeOperationError(context.getNode(), message, { description })),
	);
}

/** Gives what people hear of a trigger that could not begin. */
export function openingTrouble(context: ITriggerFunctions, error: unknown): Trouble {
	const { message, description } = nodeError(context.getNode(), error);
	return {
		message: `No mail is taken in: ${message}`,
		advice: description ?? 'The trigger tries again for ever.',
		needsPerson: error instanceof HelpDeskError && !PASSING_CODES.has(error.code),
	};
}
