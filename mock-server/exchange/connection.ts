import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** How long a client that still sends is listened to after its answer, in milliseconds. */
const lingerMs = 2_000;

/**
 * Has a connection end gently whose request is not read to its end: after the answer what still comes is thrown away for a
 * while. Closed at once, with something unread in it, a connection is reset, and the client may never see the answer (RFC
 * 9112, section 9.6). To be called before the answer is sent, which has to say `Connection: close`.
 */
export function endGently(request: IncomingMessage): void {
  const { socket } = request;
  request.resume();
  // What Node calls once the last answer of a connection is written.
  socket.destroySoon = () => {
    socket.end();
    const timer = setTimeout(() => socket.destroy(), lingerMs).unref();
    socket.once("close", () => clearTimeout(timer));
  };
}

/**
 * Waits while the connection stands.
 * @param ms milliseconds
 * @returns false when the connection closed first
 */
export async function wait(response: ServerResponse, ms: number): Promise<boolean> {
  const { socket } = response.req;
  // The server's own limit on idle connections would cut a long wait short.
  const idleMs = socket.timeout ?? 0;
  socket.setTimeout(0);
  let timer: NodeJS.Timeout | undefined;
  const stood = await beforeClose(socket, (done) => {
    timer = setTimeout(done, ms);
  });
  clearTimeout(timer);
  socket.setTimeout(idleMs);
  return stood;
}

/**
 * Writes a part of a body and waits until the operating system has it.
 * @returns false when the connection closed first
 */
export function written(response: ServerResponse, chunk: Buffer): Promise<boolean> {
  return beforeClose(response.req.socket, (done) => response.write(chunk, done));
}

/**
 * Waits until an ended answer is with the operating system.
 * @returns false when the connection closed first
 */
export function finished(response: ServerResponse): Promise<boolean> {
  // Behind an unfinished answer to an earlier call on the connection: its turn comes without anybody waiting.
  if (response.socket === null) return Promise.resolve(true);
  return new Promise((resolve) => {
    response.once("finish", () => resolve(true));
    response.once("close", () => resolve(response.writableFinished));
  });
}

function beforeClose(socket: Socket, start: (done: () => void) => void): Promise<boolean> {
  return new Promise((resolve) => {
    if (socket.destroyed) return resolve(false);
    const settle = (stood: boolean) => {
      socket.off("close", onClose);
      resolve(stood);
    };
    const onClose = () => settle(false);
    // Any number of calls may wait on one connection when a client pipelines them.
    socket.setMaxListeners(0).once("close", onClose);
    start(() => settle(true));
  });
}
