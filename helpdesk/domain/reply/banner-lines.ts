import { cleanText } from './mail-line';

const MAX_BANNERS = 3;
const MAX_LINES = 4;
const MAX_CHARACTERS = 500;
// Where mail programs wrap lines, at the earliest.
const MIN_WRAPPED = 45;
// With what a warning goes on.
const ADVICE =
	/\b(?:click|links?|attachments?|recogni[sz]e|sender|content|caution|careful|suspicious|phishing|report|trust|verify|klicken|anhänge|absender|vorsicht\w*)\b/i;
// Both have to be found, so that nothing typed is taken for one: "Warning: this mail …" alone may be meant for the customer.
const ALARM =
	/^[^\p{L}]{0,20}(?:caution|warning|attention|notice|alert|external|achtung|vorsicht|warnung|extern)/iu;
const OUTSIDE =
	/\bthis (?:e-?mail|message) (?:has |was |is )?(?:originat\w{2,3}|came|comes|coming|sent|received)? ?from (?:an? )?(?:external|(?:source |sender )?outside)\b|\bdiese (?:e-?mail|nachricht) (?:kommt|stammt|wurde) .{0,30}(?:außerhalb|extern)/i;
const SELDOM =
	/learnaboutsenderidentification|often (?:get|receive) e-?mails? from|nicht oft eine e-?mail|häufig keine e-?mails|pas souvent d.e-?mail|no suele recibir|niet vaak e-?mail/i;

/**
 * Gives how many lines from the top a mail server put there to warn its reader of the sender: "CAUTION: This email
 * originated from outside …", or Microsoft's "You don't often get email from …".
 *
 * @param sender - the address that the second kind names
 */
export function bannerLength(lines: readonly string[], sender: string): number {
	let end = 0;
	for (let banners = 0; banners < MAX_BANNERS; banners++) {
		let at = end;
		while (at < lines.length && !/[\p{L}\p{N}]/u.test(lines[at] ?? '')) at++;
		let next = at + 1;
		while (next < at + MAX_LINES && goesOn(lines, next)) next++;
		if (!isBanner(lines.slice(at, next).map(cleanText).join(' '), sender)) break;
		end = next;
	}
	return end;
}

function isBanner(text: string, sender: string): boolean {
	if (SELDOM.test(text)) return sender !== '' && text.toLowerCase().includes(sender.toLowerCase());
	const outside = ALARM.test(text) && text.length <= MAX_CHARACTERS ? OUTSIDE.exec(text) : null;
	if (!outside) return false;
	// What was typed may stand on the same line.
	const [, ...sentences] = text.slice(outside.index).split(/[.!?]+(?=[\s\])*]|$)/);
	return sentences.every((sentence) => ADVICE.test(sentence) || !/[\p{L}\p{N}]/u.test(sentence));
}

// In the middle of a sentence: below a warning without full stop, what was typed may begin at once.
function goesOn(lines: readonly string[], at: number): boolean {
	const before = cleanText(lines[at - 1] ?? '');
	const line = cleanText(lines[at] ?? '');
	const isWrapped = before.length >= MIN_WRAPPED && !/[.!>\])]$/.test(before) && /^\p{Ll}/u.test(line);
	return isWrapped && ADVICE.test(line);
}
