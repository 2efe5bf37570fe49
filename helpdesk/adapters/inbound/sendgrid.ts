import { readForm } from './form';
import {
	announcesMoreThan,
	mailOf,
	refusal,
	tooLarge,
	type InboundPost,
	type InboundRequest,
	type InboundRules,
} from './inbound-request';
import { secretRefusal } from './secret';

// What SendGrid posts besides the mail: addresses, spam report, results of checks.
const ROOM_FOR_FIELDS = 1_048_576;

/** Reads what SendGrid's Inbound Parse posts with "POST the raw, full MIME message"; SendGrid signs nothing. */
export async function readSendgridPost(
	request: InboundRequest,
	{ secret, maxBytes }: InboundRules,
): Promise<InboundPost> {
	const refused = secretRefusal(request, secret);
	if (refused) return refused;
	if (announcesMoreThan(request, 3 * (maxBytes + ROOM_FOR_FIELDS))) return tooLarge(maxBytes);
	const form = await readForm(request, maxBytes + ROOM_FOR_FIELDS);
	if (form === 'too-large') return tooLarge(maxBytes);
	if (form === 'not-a-form') return refusal(415, 'SendGrid posts a form, and this request has none.');
	if (form === 'broken') return refusal(400, 'The form of the request is broken.');
	const raw = form.get('email');
	if (!raw || raw.length === 0) {
		return refusal(422, 'The request has no raw mail: tick "POST the raw, full MIME message" in SendGrid.');
	}
	if (raw.length > maxBytes) return tooLarge(maxBytes);
	const { from, to } = envelopeOf(form.get('envelope')?.toString() ?? '');
	return { kind: 'mail', mail: mailOf('sendgrid', raw, from, to) };
}

function envelopeOf(json: string): { readonly from: string; readonly to: readonly string[] } {
	try {
		const { from, to } = JSON.parse(json) as { from?: unknown; to?: unknown };
		const recipients = [to].flat().filter((each) => typeof each === 'string');
		return { from: typeof from === 'string' ? from : '', to: recipients };
	} catch {
		// Without an envelope the headers tell whom the mail is for.
		return { from: '', to: [] };
	}
}
