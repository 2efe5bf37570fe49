import { Parser } from 'htmlparser2';
import { HtmlTextWriter } from '../../domain/html-text';

const MAX_DEPTH = 1_000;

/** Gives the visible text of HTML of any size and depth, as `textOfHtml` writes it. */
export function htmlText(html: string): string {
	const text = new HtmlTextWriter();
	let depth = 0;
	const parser = new Parser({
		onopentag: (name, { href }) => {
			depth += 1;
			text.open(name, href ?? '');
			// htmlparser2 takes the longer for a tag the deeper it stands.
			if (depth > MAX_DEPTH) parser.pause();
		},
		ontext: (data) => text.add(data),
		onclosetag: (name) => {
			depth -= 1;
			text.close(name);
		},
	});
	parser.end(html);
	if (depth > MAX_DEPTH) text.add(html.slice(parser.endIndex + 1).replace(/<[^<>]{0,1000}>/g, ' '));
	return text.text();
}
