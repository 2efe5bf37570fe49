const USUAL = 5;
// Exchange Online refuses whoever sends over more at once for a mailbox: "432 4.3.2 Concurrent connections limit exceeded".
const TO_MICROSOFT = 3;
const MICROSOFT = /(?:^|\.)(?:office365|outlook)\.[a-z]+\.?$/i;

/** Gives over how many connections at once mail may leave by a server. */
export function connectionsTo(smtpHost: string): number {
	return MICROSOFT.test(smtpHost.trim()) ? TO_MICROSOFT : USUAL;
}
