import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A bare connection. */
export interface Wire {
  socket: Socket;
  /** What has come so far, as Latin-1. */
  said(): string;
  /** Resolves when it is closed, however it ends. */
  closed: Promise<unknown>;
}

/** Opens a bare connection to a base URL and collects what it says. */
export async function wireTo(url: string): Promise<Wire> {
  const { hostname, port } = new URL(url);
  const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
  let text = "";
  socket.setEncoding("latin1").on("data", (chunk) => {
    text += chunk;
  });
  socket.on("end", () => socket.end());
  // A reset is one of the ways a connection may end here.
  socket.on("error", () => {});
  const closed = new Promise((resolve) => socket.once("close", resolve));
  await once(socket, "connect");
  return { socket, said: () => text, closed };
}
