import type { ErrorCode } from "./errors.ts";

/** What went wrong with a delivery, what a person can do, and the result (0 to -9) that a test of an upload says for it. */
export interface DeliveryFault {
  readonly happened: string;
  readonly remedy: string;
  /**
   * -1 no connection, -2 login, -3 folder, -4 time, -5 not verified, -6 busy, -7 in the camera, -8 anything else, -9 not
   * all arrived.
   */
  readonly result: -1 | -2 | -3 | -4 | -5 | -6 | -7 | -8 | -9;
  /** A person has to mend something first, so that it is tried again only now and then. */
  readonly needsPerson?: true;
}

export const deliveryFaults = {
  "name-unknown": {
    happened: "The name of the server is not known.",
    remedy: "Check how it is written, and the DNS servers of the network.",
    result: -1,
  },
  "target-unreachable": {
    happened: "The server does not answer, or nothing listens on its port.",
    remedy: "Check address and port, whether the server runs, and firewalls between.",
    result: -1,
  },
  "target-silent": {
    happened: "The server took the connection and then did not answer in time.",
    remedy: "See whether it is overloaded, or whether something between holds the connection up.",
    result: -4,
  },
  "target-busy": {
    happened: "Another transfer to this server is running, or it takes no more connections.",
    remedy: "Nothing; it is tried again.",
    result: -6,
  },
  "target-confused": {
    happened: "The server answered something that is not its protocol.",
    remedy: "Check the port, and whether encryption is set as the server wants it.",
    result: -8,
  },
  "target-refused": {
    happened: "The server refused for now.",
    remedy: "See what it says in the delivery log; it is tried again.",
    result: -8,
  },
  "login-refused": {
    happened: "The server refused the name or the password.",
    remedy: "Correct the login that is set for it.",
    result: -2,
    needsPerson: true,
  },
  "path-refused": {
    happened: "The folder or the path does not exist, or may not be written.",
    remedy: "Correct it, or give the login the right to write there.",
    result: -3,
    needsPerson: true,
  },
  "peer-unverified": {
    happened: "The server's certificate or host key is not the one that is trusted.",
    remedy:
      "Install a certificate that is trusted, pin the host key, or switch verification off if you know why.",
    result: -5,
    needsPerson: true,
  },
  "redirect-refused": {
    happened: "The server sends the camera to another server, and it does not follow there.",
    remedy: "Set the address where it really is.",
    result: -8,
    needsPerson: true,
  },
  "transfer-incomplete": {
    happened: "The connection broke before the server had confirmed everything.",
    remedy: "Nothing; it is tried again.",
    result: -9,
  },
  "target-full": {
    happened: "The server has no room left.",
    remedy: "Make room there.",
    result: -9,
    needsPerson: true,
  },
  "address-forbidden": {
    happened:
      "The name leads to an address that the camera sends nothing to: link-local, or no single machine.",
    remedy: "Set another address, or allow link-local addresses in the settings of the outbox.",
    result: -1,
  },
  "target-missing": {
    happened: "Nothing is set to deliver to.",
    remedy: "Set a server for this action, and switch it on.",
    result: -1,
  },
  "content-refused": {
    happened: "The server does not take this content or this recipient and never will.",
    remedy: "See what it says in the delivery log; then retry by hand.",
    result: -8,
  },
  "file-missing": {
    happened: "A file that was to be delivered is gone from the outbox.",
    remedy: "See whether something else cleans up the state folder.",
    result: -7,
  },
} as const satisfies Partial<Record<ErrorCode, DeliveryFault>>;

export type DeliveryCode = keyof typeof deliveryFaults;

const inCamera: DeliveryFault = {
  happened: "Something failed inside the camera.",
  remedy: "See the camera's log.",
  result: -7,
};

/** What is known of a failure by its code; any other is one inside the camera. */
export function deliveryFault(code: string): DeliveryFault {
  return Object.hasOwn(deliveryFaults, code) ? deliveryFaults[code as DeliveryCode] : inCamera;
}
