import { newOutlook, outlookDesktop, outlookWeb, yahoo } from './header-programs';
import type { MailProgram } from './mail-program';
import {
	appleMail,
	fastmail,
	gmailMobile,
	gmailWeb,
	iosMail,
	mutt,
	proton,
	thunderbird,
} from './quoting-programs';

/** The mail programs that staff answer with, as far as they differ. */
export const PROGRAMS: readonly MailProgram[] = [
	...[gmailWeb, gmailMobile, outlookDesktop, outlookWeb, newOutlook, appleMail],
	...[iosMail, thunderbird, yahoo, proton, fastmail, mutt],
];
