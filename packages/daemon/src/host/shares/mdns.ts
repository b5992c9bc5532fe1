import { isIPv4 } from "node:net";
import { Bonjour } from "bonjour-service";
import { askAgain, type Finder } from "./finder.ts";

/** Asks for `_smb._tcp` by mDNS: macOS, and Samba beside avahi, answer. They have no workgroup. */
export const findByMdns: Finder = async (lan, found, signal) => {
  const bonjour = new Bonjour({ interface: lan.address, bind: "0.0.0.0" } as object, () => {});
  const browser = bonjour.find({ type: "smb", protocol: "tcp" }, ({ name, host, addresses = [] }) => {
    const address = addresses.find((each) => isIPv4(each)) ?? "";
    const server = (host ?? name).replace(/\.local\.?$/i, "") || name;
    found({ name: server.slice(0, 63), workgroup: "", comment: "", address });
  });
  await askAgain(() => browser.update(), signal);
  browser.stop();
  const closed = Promise.withResolvers<void>();
  bonjour.destroy(() => closed.resolve());
  await closed.promise;
};
