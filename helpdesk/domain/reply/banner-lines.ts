import { cleanText } from './mail-line';

const MAX_BANNERS = 3;
const MAX_LINES = 4;
// With what a warning goes on where it was wrapped.
const ADVICE = /\b(?:click|links?|attachments?|recogni[sz]e|sender|content|klicken|anhänge|absender)\b/i;
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
		while (at < lines.length && !/\p{L}/u.test(lines[at] ?? '')) at++;
		const line = cleanText(lines[at] ?? '');
		if (!isBanner(line, sender)) break;
		end = at + 1;
		while (end < at + MAX_LINES && goesOn(lines, end)) end++;
	}
	return end;
}

function isBanner(line: string, sender: string): boolean {
	if (SELDOM.test(line)) return sender !== '' && line.toLowerCase().includes(sender.toLowerCase());
	return ALARM.test(line) && OUTSIDE.test(line);
}

function goesOn(lines: readonly string[], at: number): boolean {
	return ADVICE.test(lines[at] ?? '') && !/[.!>\])]$/.test(cleanText(lines[at - 1] ?? ''));
}
