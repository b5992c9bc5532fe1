import { messageOf } from "@pinhole/kit/model";

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "the other side broke the connection off",
  EHOSTUNREACH: "no way to this host",
  ENETUNREACH: "no way to this network",
  ENOTFOUND: "no such host",
  EAI_AGAIN: "the name can not be found out now",
  ETIMEDOUT: "no answer",
};

/** What a failure of a connection is called. */
export function networkWords(error: Error): string {
  return words[(error as NodeJS.ErrnoException).code ?? ""] ?? messageOf(error).toLowerCase();
}
