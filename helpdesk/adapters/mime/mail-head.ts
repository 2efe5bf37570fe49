import type { Bytes } from './mime-parse';

// Enough for the header and the first text of a mail whose rest cannot be read.
const HEAD_BYTES = 256 * 1024;

/** Gives the first bytes of a mail, as many as `parseHead` looks at. */
export async function headOf(bytes: Bytes): Promise<Uint8Array> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	for await (const part of bytes) {
		chunks.push(part.subarray(0, HEAD_BYTES - length));
		length += part.byteLength;
		if (length >= HEAD_BYTES) break;
	}
	return Buffer.concat(chunks);
}
