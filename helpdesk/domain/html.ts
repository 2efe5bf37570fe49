const TAB = '    ';

/** Escapes a text for use in HTML content and in quoted attributes. */
export function escapeHtml(text: string): string {
	return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/** Gives plain text as HTML: line breaks and indents kept, http(s) addresses as links, nothing else interpreted. */
export function textToHtml(text: string): string {
	return withKeptBlanks(text)
		.split(/(https?:\/\/[^\s<>"']{1,2000})/)
		.map((part, index) => (index % 2 === 1 ? linkOf(part) : escapeHtml(part)))
		.join('')
		.replace(/\r?\n/g, '<br>\n');
}

// HTML shows several blanks as one.
function withKeptBlanks(text: string): string {
	return text.replace(/[ \t]{2,}|\t/g, (blanks) => {
		const { length } = blanks.replaceAll('\t', TAB);
		return `${'\u00a0'.repeat(length - 1)} `;
	});
}

function linkOf(url: string): string {
	// A full stop or bracket at the end belongs to the sentence, not to the address.
	const end = /[).,;:!?\]]*$/.exec(url)?.index ?? url.length;
	const address = escapeHtml(url.slice(0, end));
	return `<a href="${address}">${address}</a>${escapeHtml(url.slice(end))}`;
}
