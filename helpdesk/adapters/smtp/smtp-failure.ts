import type { SendResult } from '../../ports';

/**
 * Gives what became of a mail that could not be sent: an answer of the server settles it, silence after the first byte
 * leaves it open (rule 30).
 */
export function failureOf(error: unknown, isTransmitting: boolean): SendResult {
	const reason = messageText(error);
	const code = codeOf(error);
	const responseCode = numberOf(error, 'responseCode');
	const isAboutMail = code === 'EENVELOPE' || code === 'EMESSAGE';
	// A refused login, a full server, a missing STARTTLS say nothing about the mail.
	if (responseCode >= 400)
		return {
			kind: isAboutMail && responseCode >= 500 && !isLoginCode(responseCode) ? 'failed' : 'retry',
			error: reason,
		};
	if (code === 'EAUTH' || code === 'ENOAUTH') return { kind: 'retry', error: reason };
	if (isAboutMail) return { kind: 'failed', error: reason };
	return { kind: isTransmitting ? 'ambiguous' : 'retry', error: reason };
}

// RFC 4954 §6: also an answer to MAIL, where the server wants a login first.
function isLoginCode(code: number): boolean {
	return code === 530 || code === 534 || code === 535 || code === 538;
}

/** Gives the code that nodemailer put on an error; empty when it has none. */
export function codeOf(error: unknown): string {
	return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Gives a number that stands on an error; 0 when it does not. */
export function numberOf(error: unknown, name: string): number {
	const value = error instanceof Error ? Object.getOwnPropertyDescriptor(error, name)?.value : undefined;
	return typeof value === 'number' ? value : 0;
}

/** Gives an error in its own words, shortened. */
export function messageText(error: unknown): string {
	return (error instanceof Error ? error.message : String(error)).slice(0, 500);
}
