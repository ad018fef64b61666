import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** A connection's answers that are not over yet, in the order of their calls. */
type Unanswered = Set<ServerResponse>;

/** The connections of one server, so that it can end without waiting for a client that says nothing. */
export class OpenConnections {
  readonly #sockets = new Map<Socket, Unanswered>();
  #draining = false;

  /** A connection was opened. */
  opened(socket: Socket): void {
    this.#sockets.set(socket, new Set());
    socket.once("close", () => this.#sockets.delete(socket));
    if (this.#draining) socket.destroy();
  }

  /** A call's headers have come. */
  called(response: ServerResponse): void {
    const { socket } = response.req;
    const unanswered = this.#sockets.get(socket);
    if (!unanswered) return;
    unanswered.add(response);
    response.once("close", () => {
      unanswered.delete(response);
      if (this.#draining && wholeCalls(unanswered).length === 0) socket.destroySoon();
    });
    if (this.#draining) promiseNoMore(response);
  }

  /** Runs something once the whole calls of a connection are answered, or nobody is there any more. */
  afterAnswers(socket: Socket, then: () => void): void {
    const whole = wholeCalls(this.#sockets.get(socket) ?? new Set());
    let left = whole.length;
    if (left === 0) then();
    for (const response of whole) {
      response.once("close", () => {
        if (--left === 0) then();
      });
    }
  }

  /** The call of a connection whose body is still on its way, where there is one. */
  unfinished(socket: Socket): ServerResponse | undefined {
    return [...(this.#sockets.get(socket) ?? [])].find((response) => !response.req.complete);
  }

  /** Ends every connection: at once where no whole call waits for its answer, else when it is answered. */
  drain(): void {
    this.#draining = true;
    for (const [socket, unanswered] of this.#sockets) {
      const last = wholeCalls(unanswered).at(-1);
      if (last) promiseNoMore(last);
      else socket.destroy();
    }
  }

  /** Cuts all that are left. */
  cut(): void {
    for (const socket of this.#sockets.keys()) socket.destroy();
  }
}

function wholeCalls(unanswered: Unanswered): ServerResponse[] {
  return [...unanswered].filter((response) => response.req.complete);
}

/** Says with an answer that it is the connection's last one (RFC 9112, section 9.6). */
function promiseNoMore(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader("Connection", "close");
}
