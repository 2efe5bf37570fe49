/** Gives a text as every store keeps it: PostgreSQL takes no NUL, and RFC 5322 §4 knows it as obsolete only. */
export function storable(text: string): string {
	return text.replaceAll('\0', '');
}
