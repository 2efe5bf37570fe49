import { header, type Mail } from './mail';

/** Header that every mail of ours carries, with the id of the desk that sent it. */
export const DESK_HEADER = 'X-Help-Desk';

/** Header with the token of a mail, by which a report finds it where a relay wrote a Message-ID of its own, as Amazon SES does. */
export const TOKEN_HEADER = 'X-Help-Desk-Token';

/** Header of what the desk puts in place of a mail that it did not read whole. */
export const PLACEHOLDER_HEADER = 'X-Help-Desk-Placeholder';

/** Tells whether this desk itself sent the mail (rule 9): such mail never becomes a conversation. */
export function isOwnMail(mail: Mail, deskId: string): boolean {
	return header(mail, DESK_HEADER.toLowerCase()).trim() === deskId;
}
