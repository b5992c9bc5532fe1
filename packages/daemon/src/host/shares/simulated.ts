import type { FolderAnswer, FolderRequest, Workgroup } from "@pinhole/kit/model";
import { seeded } from "../seeded.ts";

const computers = ["DISKSTATION", "READYNAS", "MEDIABOX", "WORKSHOP-PC", "PRINTSERVER"];
const comments = ["Samba 4.17.12-Debian", "Network Storage", "", "Family pictures"];

/** Made-up computers in a workgroup: the same for the same seed. */
export function simulatedWorkgroups(seed: number): readonly Workgroup[] {
  const dice = seeded(seed);
  const count = 1 + dice(computers.length - 1);
  const servers = computers
    .slice(0, count)
    .map((name) => ({ name, comment: comments[dice(comments.length)] ?? "" }));
  return [{ name: "WORKGROUP", servers }];
}

/** Folders of made-up shares, in memory: each share begins with none, and takes any login. */
export function simulatedShares(): (request: FolderRequest) => FolderAnswer {
  const made = new Set<string>();
  const most = 1000;
  return ({ host, path, change }) => {
    const at = `${host}/${path}`.toLowerCase();
    const [, ...folder] = path.split("/");
    if (change === "make") {
      if (made.has(at)) return { outcome: "exists", folders: [] };
      if (made.size >= most) return { outcome: "failed", folders: [] };
      made.add(at);
      return { outcome: "ok", folders: [] };
    }
    if (folder.length > 0 && !made.has(at)) return { outcome: "missing", folders: [] };
    if (change === "remove") {
      made.delete(at);
      return { outcome: "ok", folders: [] };
    }
    const inside = [...made].filter(
      (each) => each.startsWith(`${at}/`) && !each.slice(at.length + 1).includes("/"),
    );
    return { outcome: "ok", folders: inside.map((each) => each.slice(at.length + 1)) };
  };
}
