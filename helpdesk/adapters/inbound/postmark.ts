import {
	announcesMoreThan,
	bodyOf,
	mailOf,
	mediaTypeOf,
	refusal,
	tooLarge,
	type InboundPost,
	type InboundRequest,
	type InboundRules,
} from './inbound-request';
import { secretRefusal } from './secret';

// Beside the raw mail the JSON has its texts and its attachments once more.
const JSON_PER_MAIL = 3;
const ROOM_FOR_FIELDS = 1_048_576;

/**
 * Reads what Postmark posts with "Include raw email content in JSON payload"; Postmark signs nothing.
 *
 * JSON holds characters, not bytes (RFC 8259 §8.1): mail whose 8-bit bytes are UTF-8 comes back byte for byte, others
 * were lost before they got here.
 */
export async function readPostmarkPost(
	request: InboundRequest,
	{ secret, maxBytes }: InboundRules,
): Promise<InboundPost> {
	const refused = secretRefusal(request, secret);
	if (refused) return refused;
	const type = mediaTypeOf(request);
	if (type !== 'application/json') {
		return refusal(415, `Postmark posts JSON; this request has ${type || 'no content type'}.`);
	}
	const maxJsonBytes = JSON_PER_MAIL * maxBytes + ROOM_FOR_FIELDS;
	if (announcesMoreThan(request, maxJsonBytes)) return tooLarge(maxBytes);
	const json = await bodyOf(request, maxJsonBytes);
	if (!json) return tooLarge(maxBytes);
	const payload = payloadOf(json);
	if (!payload) return refusal(400, 'The JSON of the request is broken.');
	if (typeof payload.RawEmail !== 'string' || payload.RawEmail === '') {
		return refusal(
			422,
			'The request has no RawEmail: tick "Include raw email content in JSON payload" in Postmark.',
		);
	}
	const raw = Buffer.from(payload.RawEmail);
	if (raw.length > maxBytes) return tooLarge(maxBytes);
	const recipients = textOf(payload.OriginalRecipient) === '' ? [] : [textOf(payload.OriginalRecipient)];
	const mail = mailOf('postmark', raw, '', recipients);
	const id = textOf(payload.MessageID);
	return { kind: 'mail', mail: id === '' ? mail : { ...mail, sourceKey: `postmark:${id}` } };
}

function payloadOf(json: Buffer): Readonly<Record<string, unknown>> | undefined {
	try {
		const payload: unknown = JSON.parse(json.toString());
		return typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>) : undefined;
	} catch {
		return undefined;
	}
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value.trim() : '';
}
