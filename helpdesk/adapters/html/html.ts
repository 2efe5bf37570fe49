import type { Html } from '../../ports';
import { cleanHtml } from './clean-html';
import { parseHtml } from './parse-html';
import { serializeHtml } from './serialize-html';

/** Reads and writes the HTML of mail. */
export const mailHtml: Html = { parse: parseHtml, serialize: serializeHtml, clean: cleanHtml };
