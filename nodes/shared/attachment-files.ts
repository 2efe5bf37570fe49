import type { IBinaryKeyData, IExecuteFunctions } from 'n8n-workflow';
import { inboundMailById, rawMailOf } from '../../helpdesk/desk/inbound-mails';
import type { Message } from '../../helpdesk/domain/conversation';
import type { Desk } from '../../helpdesk/ports';

/** Gives the attachments of a message as the files `attachment_0`, `attachment_1` …, in their order; none when they were pruned. */
export async function attachmentFiles(
	desk: Desk,
	context: IExecuteFunctions,
	{ inboundMailId, attachments }: Message,
): Promise<IBinaryKeyData> {
	if (inboundMailId === undefined || attachments.length === 0) return {};
	const raw = rawMailOf(desk.store, await inboundMailById(desk.store, inboundMailId));
	const indexes = attachments.map(({ index }) => index);
	const files: IBinaryKeyData = {};
	for (const { index, filename, contentType, content } of await desk.reader.attachments(raw, indexes)) {
		const [type = ''] = contentType.split(';');
		const name = `attachment_${indexes.indexOf(index)}`;
		files[name] = await context.helpers.prepareBinaryData(Buffer.from(content), filename, type.trim());
	}
	return files;
}
