// Nameless parts that people open; others keep a name without an extension.
const EXTENSIONS: Readonly<Record<string, string>> = {
	'message/rfc822': '.eml',
	'text/calendar': '.ics',
	'text/vcard': '.vcf',
	'application/pdf': '.pdf',
	'image/png': '.png',
	'image/jpeg': '.jpg',
	'image/gif': '.gif',
};

/** Gives a name by which the part can be saved anywhere; one of our own when it has none. */
export function safeFilename(filename: string | undefined, index: number, contentType: string): string {
	const name = (filename ?? '')
		.replace(/[\p{Cc}/\\]+/gu, '_')
		.replace(/^\.+/, '')
		.trim();
	return name.slice(0, 200) || `attachment-${index + 1}${EXTENSIONS[contentType.toLowerCase()] ?? ''}`;
}
