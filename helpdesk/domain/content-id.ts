const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const ENTITY = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,6})|#x([0-9a-f]{1,5}));/gi;

/**
 * Finds which pictures HTML shows. A cid: URL writes what a URL cannot hold as %hh (RFC 2392 §2), and HTML writes "&" as an
 * entity; the Content-ID itself may be written so, too.
 *
 * @returns tells of a Content-ID without angle brackets whether the HTML names it
 */
export function picturesOf(html: string): (contentId: string) => boolean {
	// Only when there is a picture to ask for: HTML may be long.
	let plain: string | undefined;
	return (contentId) => {
		plain ??= /cid:/i.test(html) ? plainOf(html) : '';
		return plain.includes(`cid:${plainOf(contentId)}`);
	};
}

function plainOf(text: string): string {
	return text
		.replace(/\bcid:/gi, 'cid:')
		.replace(ENTITY, (_, name?: string, decimal?: string, hex?: string) =>
			name === undefined
				? String.fromCodePoint(Number.parseInt(decimal ?? hex ?? '', decimal === undefined ? 16 : 10))
				: (ENTITIES[name.toLowerCase()] ?? ''),
		)
		.replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
