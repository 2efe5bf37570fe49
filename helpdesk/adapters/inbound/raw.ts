import {
	announcesMoreThan,
	bodyOf,
	headerOf,
	mailOf,
	mediaTypeOf,
	refusal,
	tooLarge,
	type InboundPost,
	type InboundRequest,
	type InboundRules,
} from './inbound-request';
import { secretRefusal } from './secret';

const TYPES = ['', 'message/rfc822', 'message/global', 'application/octet-stream'];

/**
 * Reads raw mail that is the whole body of a request. The envelope may come in the query (`from`, `to`) or in the headers
 * X-Envelope-From and X-Envelope-To.
 */
export async function readRawPost(
	request: InboundRequest,
	{ secret, maxBytes }: InboundRules,
): Promise<InboundPost> {
	const refused = secretRefusal(request, secret);
	if (refused) return refused;
	const type = mediaTypeOf(request);
	if (!TYPES.includes(type)) {
		return refusal(415, `The mail must be the whole body, as message/rfc822; this request has ${type}.`);
	}
	if (announcesMoreThan(request, maxBytes)) return tooLarge(maxBytes);
	const raw = await bodyOf(request, maxBytes);
	if (!raw) return tooLarge(maxBytes);
	if (raw.length === 0) return refusal(400, 'The request has no mail in its body.');
	const [returnPath = ''] = addresses(request, 'from');
	return { kind: 'mail', mail: mailOf('raw', raw, returnPath, addresses(request, 'to')) };
}

// No address has a blank outside of quotes: in a query it was a plus that nobody encoded.
function addresses(request: InboundRequest, name: 'from' | 'to'): string[] {
	const inQuery = [request.query[name]].flat().filter((each) => typeof each === 'string');
	const texts = inQuery.length > 0 ? inQuery : [headerOf(request, `x-envelope-${name}`)];
	return texts
		.flatMap((text) => text.split(','))
		.map((text) => text.trim().replace(/^<(.*)>$/, '$1'))
		.filter((text) => text !== '')
		.map((text) => (text.includes('"') ? text : text.replaceAll(' ', '+')));
}
