import { createHash, createHmac } from 'node:crypto';
import { readForm } from './form';
import {
	announcesMoreThan,
	mailOf,
	refusal,
	tooLarge,
	type InboundPost,
	type InboundRequest,
} from './inbound-request';
import { isSame } from './secret';

// What Mailgun posts besides the mail: addresses, subject, signature.
const ROOM_FOR_FIELDS = 1_048_576;

/** How Mailgun's requests are taken. */
export interface MailgunRules {
	/** Mailgun's "HTTP webhook signing key". */
	readonly signingKey: string;
	readonly maxBytes: number;
	/** How far the time of a signature may be away. */
	readonly windowMs: number;
	readonly now: Date;
}

/**
 * Reads what a Mailgun route forwards to a URL that ends in "mime".
 *
 * Mailgun never tries again after 406, and after everything else does so for 8 hours: only a signature that is wrong
 * can be given up.
 */
export async function readMailgunPost(request: InboundRequest, rules: MailgunRules): Promise<InboundPost> {
	const { signingKey, maxBytes, windowMs, now } = rules;
	if (signingKey === '') return refusal(401, 'No signing key is set in the credential of the trigger.');
	// A URL-encoded byte takes three.
	if (announcesMoreThan(request, 3 * (maxBytes + ROOM_FOR_FIELDS))) return tooLarge(maxBytes);
	const form = await readForm(request, maxBytes + ROOM_FOR_FIELDS);
	if (form === 'too-large') return tooLarge(maxBytes);
	if (form === 'not-a-form') return refusal(415, 'Mailgun posts a form, and this request has none.');
	if (form === 'broken') return refusal(400, 'The form of the request is broken.');
	const text = (name: string) => form.get(name)?.toString() ?? '';
	const timestamp = text('timestamp');
	const proof = createHmac('sha256', signingKey)
		.update(timestamp + text('token'))
		.digest('hex');
	if (text('token') === '' || !isSame(proof, text('signature').toLowerCase())) {
		return refusal(406, 'The signature is wrong: compare the signing key in the credential with Mailgun’s.');
	}
	const signedAtMs = Number(timestamp) * 1000;
	if (!(Math.abs(now.getTime() - signedAtMs) <= windowMs)) {
		return refusal(403, 'The signature is too old or from the future: compare the clocks.');
	}
	const raw = form.get('body-mime');
	if (!raw || raw.length === 0) {
		return refusal(422, 'The request has no body-mime: the URL in Mailgun’s route must end in "mime".');
	}
	if (raw.length > maxBytes) return tooLarge(maxBytes);
	// Not the Message-ID: some senders use one for several mails.
	const mail = mailOf('mailgun', raw, text('sender'), listed(text('recipient')));
	const id = `mailgun:${createHash('sha256').update(text('token')).digest('hex')}`;
	return {
		kind: 'mail',
		mail: { ...mail, signature: { id, forgetAt: new Date(signedAtMs + windowMs) } },
	};
}

function listed(text: string): string[] {
	return text
		.split(',')
		.map((each) => each.trim())
		.filter((each) => each !== '');
}
