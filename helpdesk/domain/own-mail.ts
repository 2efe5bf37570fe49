import { header, type Mail } from './mail';

/** Header that every mail of ours carries, with the id of the desk that sent it. */
export const DESK_HEADER = 'X-Help-Desk';

/** Header of what the desk puts in place of a mail that it did not read whole. */
export const PLACEHOLDER_HEADER = 'X-Help-Desk-Placeholder';

/** Tells whether this desk itself sent the mail (rule 9): such mail never becomes a conversation. */
export function isOwnMail(mail: Mail, deskId: string): boolean {
	return header(mail, DESK_HEADER.toLowerCase()).trim() === deskId;
}
