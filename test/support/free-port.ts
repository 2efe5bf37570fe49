import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';

/** Returns a TCP port of 127.0.0.1 that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
	const [port] = await freePorts(1);
	return port as number;
}

/** Returns as many different free TCP ports of 127.0.0.1 as asked for. */
export async function freePorts(count: number): Promise<number[]> {
	const servers = Array.from({ length: count }, () => createServer());
	// All are held open together: the kernel may hand out a port again as soon as it is closed.
	await Promise.all(servers.map((server) => once(server.listen(0, '127.0.0.1'), 'listening')));
	const ports = servers.map((server) => (server.address() as AddressInfo).port);
	await Promise.all(servers.map((server) => once(server.close(), 'close')));
	return ports;
}

/** Tells whether a server on a port of 127.0.0.1 speaks first, as those of IMAP and SMTP do once they are ready. */
export async function greetsOnPort(port: number): Promise<boolean> {
	const socket = connect(port, '127.0.0.1');
	try {
		await once(socket, 'data', { signal: AbortSignal.timeout(2000) });
		return true;
	} catch {
		return false;
	} finally {
		socket.destroy();
	}
}
