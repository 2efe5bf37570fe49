import type { Message } from '../domain/conversation';
import type { Mailbox } from '../domain/mailbox';
import { isQuotable, MAX_QUOTED, quoteOf, type Bodies, type QuotedEntry } from '../domain/quote';
import { filteredHtml } from '../domain/reply/html-tree';
import { fromName } from '../domain/sender';
import type { Desk } from '../ports';
import { typedReply } from './typed-reply';

const LOOK_BACK = 30;
const MAX_HTML = 60_000;

/** Gives what of the conversation stands below an answer, as the mailbox wants it; empty bodies for nothing. */
export async function quotedConversation(
	desk: Desk,
	answer: Message,
	mailbox: Mailbox,
	customerAddress: string,
): Promise<Bodies> {
	const { quote: policy } = mailbox;
	if (policy === 'none') return quoteOf([]);
	const before = await desk.store.messages.before(answer, LOOK_BACK, ['customer', 'staff']);
	const quotable = before.filter((message) => isQuotable(message, policy, customerAddress));
	const entries: QuotedEntry[] = [];
	for (const message of quotable.slice(0, policy === 'last' ? 1 : MAX_QUOTED)) {
		entries.push(await entryOf(desk, message, mailbox));
	}
	return quoteOf(entries);
}

async function entryOf(desk: Desk, message: Message, mailbox: Mailbox): Promise<QuotedEntry> {
	const { text, createdAt } = message;
	return { name: await nameOf(desk, message, mailbox), text, html: htmlOf(desk, message), createdAt };
}

// Staff stand in the quote under the name that the customer knows from From, and never with their own address (rule 26).
async function nameOf({ store }: Desk, message: Message, mailbox: Mailbox): Promise<string> {
	const { kind, from, staffId } = message;
	if (kind === 'customer') return from.name || from.address;
	const staff = staffId === undefined ? undefined : await store.staff.byId(staffId);
	return staff ? fromName(mailbox, staff) : mailbox.channelName;
}

// The HTML of a customer's mail has their own quote and signature in it: it counts where it says what the text says.
function htmlOf({ html }: Desk, { kind, text, html: whole }: Message): string {
	if (whole === '' || whole.length > MAX_HTML) return '';
	const typed = kind === 'staff' ? whole : (typedReply(html, { html: whole }).replyHtml ?? '');
	const nodes = html.parse(typed);
	if (nodes === undefined) return '';
	const shown = html.clean(
		html.serialize(
			filteredHtml(
				nodes,
				({ text: words }) => words,
				({ tag, attributes: { src = '' } }) => tag !== 'img' || !/^\s?cid:/i.test(src),
			),
		),
	);
	const said = typedReply(html, { html: shown });
	return lettersOf(said.reply) === lettersOf(text) ? shown : '';
}

function lettersOf(text: string): string {
	return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}
