import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FolderRequest } from "@pinhole/kit/model";
import type { Ended, Program } from "../../programs/run-program.ts";
import type { Lan } from "../lan/interfaces.ts";
import { parseServerInfo } from "./comments.ts";
import { askAgain, type Finder } from "./finder.ts";
import { foldersIn, outcomeOf, shareFolder } from "./folder.ts";
import { simulatedShares, simulatedWorkgroups } from "./simulated.ts";
import { surveyShares } from "./survey.ts";

const signal = new AbortController().signal;

const lan: Lan = {
  name: "e0",
  address: "10.77.0.1",
  netmask: "255.255.255.0",
  broadcast: "10.77.0.255",
  isLoopback: false,
};

const finding =
  (...servers: readonly (readonly [name: string, workgroup: string])[]): Finder =>
  async (_lan, found, over) => {
    for (const [name, workgroup] of servers) found({ name, workgroup, comment: "", address: "10.77.0.9" });
    await askAgain(() => {}, over);
  };

describe("a survey", () => {
  const stopped = new AbortController();
  stopped.abort();
  const survey = (finders: readonly Finder[], stop: AbortSignal, comment = async () => "") =>
    surveyShares({ lans: [lan], timeoutMs: 300, stop, finders, comment });

  it("puts together what is found in different ways", async () => {
    const finders = [finding(["NAS", ""], ["b", "home"]), finding(["nas", "Home"], ["A", ""])];
    const failing: Finder = () => Promise.reject(new Error("the port is taken"));
    assert.deepEqual(await survey([failing, ...finders], signal, async () => "words"), [
      {
        name: "HOME",
        servers: [
          { name: "b", comment: "words" },
          { name: "NAS", comment: "words" },
        ],
      },
      { name: "WORKGROUP", servers: [{ name: "A", comment: "words" }] },
    ]);
  });

  it("that is stopped gives what it has", async () => {
    assert.deepEqual(await survey([finding(["NAS", "HOME"])], stopped.signal), [
      { name: "HOME", servers: [{ name: "NAS", comment: "" }] },
    ]);
  });

  it("keeps no more names than it may", async () => {
    const many = Array.from({ length: 2000 }, (_, n) => [`pc${n}`, "HOME"] as const);
    const [group] = await survey([finding(...many)], stopped.signal);
    assert.equal(group?.servers.length, 500);
  });
});

it("a server's comment stands behind the letters for its kinds", () => {
  assert.equal(
    parseServerInfo("\tTESTNAS        Wk Sv PrQ Unx NT SNT Big NAS <1>\n\tplatform_id : 500\n"),
    "Big NAS <1>",
  );
  assert.equal(parseServerInfo("\tA-NAME-OF-15-CH Wk Sv NT SNT \n"), "");
  assert.equal(parseServerInfo(""), "");
});

describe("a folder of a share", () => {
  const request: FolderRequest = { host: "nas:4450", path: "cam/a/b", user: "HOME\\u", password: "p; !id" };

  /** Answers of smbclient, in turn; tells what it was asked. */
  const asking = async (
    asked: Partial<FolderRequest>,
    ...answers: readonly (readonly [status: number, text: string])[]
  ) => {
    const calls: { readonly program: Program; readonly args: readonly string[] }[] = [];
    const run = async (program: Program, args: readonly string[]): Promise<Ended> => {
      const [status, stdout] = answers[calls.length] ?? [1, ""];
      calls.push({ program, args });
      return { status, stdout, stderr: "" };
    };
    return { answer: await shareFolder({ ...request, ...asked }, signal, run), calls };
  };

  const listing = `  .                                   D        0  Wed Nov 25 21:40:09 2026
  ..                                  D        0  Wed Nov 25 21:40:09 2026
  clips of May                        D        0  Wed Nov 25 21:40:09 2026
  hidden                            DHS        0  Wed Nov  5 21:40:09 2026
  picture.jpg                         A    12345  Wed Nov 25 21:40:09 2026

\t\t1000 blocks of size 1024. 500 blocks available
`;

  it("is asked for with arguments that no value can leave, and no password among them", async () => {
    const { answer, calls } = await asking({}, [0, listing]);
    assert.deepEqual(answer, { outcome: "ok", folders: ["clips of May", "hidden"] });
    const { program, args } = calls[0]!;
    assert.equal(program.command, "smbclient");
    const login = args.find((arg) => arg.startsWith("--authentication-file="));
    assert.ok(login && !args.some((arg) => arg.includes("p; !id")));
    assert.deepEqual(
      args.filter((arg) => arg !== login),
      [
        "//nas/cam",
        "--max-protocol=SMB3",
        "--timeout=15",
        "--port",
        "4450",
        "--directory",
        "a\\b",
        "--command",
        "ls",
      ],
    );
  });

  it("a guest has no login", async () => {
    const { calls } = await asking({ user: "", password: "" }, [0, ""]);
    assert.ok(calls[0]?.args.includes("--no-pass"));
  });

  it("is made and removed in the folder above", async () => {
    const made = await asking({ change: "make" }, [0, ""]);
    assert.deepEqual(made.calls[0]?.args.slice(-4), ["--directory", "a", "--command", 'mkdir "b"']);
    const exists = await asking({ change: "make" }, [
      0,
      "NT_STATUS_OBJECT_NAME_COLLISION making remote directory",
    ]);
    assert.equal(exists.answer.outcome, "exists");
    const readOnly = await asking({ change: "remove" }, [1, "NT_STATUS_ACCESS_DENIED"], [0, listing]);
    assert.equal(readOnly.answer.outcome, "not-writable");
    const denied = await asking(
      { change: "remove" },
      [1, "NT_STATUS_ACCESS_DENIED"],
      [1, "NT_STATUS_ACCESS_DENIED"],
    );
    assert.equal(denied.answer.outcome, "denied");
  });

  it("rights are told by trying", async () => {
    const no = [1, "NT_STATUS_ACCESS_DENIED"] as const;
    const yes = [0, ""] as const;
    const outcome = async (...given: Parameters<typeof asking>) => (await asking(...given)).answer.outcome;
    assert.equal(await outcome({ rights: "both" }, yes, yes, yes), "ok");
    assert.equal(await outcome({ rights: "both" }, yes, no), "not-writable");
    assert.equal(await outcome({ rights: "both" }, no, yes, yes), "not-readable");
    assert.equal(await outcome({ rights: "read" }, no, yes, yes), "not-readable");
    assert.equal(await outcome({ rights: "read" }, no, no), "denied");
    assert.equal(await outcome({ rights: "write" }, no, yes, yes), "ok");
    assert.equal(await outcome({ rights: "write" }, no, no), "denied");
    assert.equal(await outcome({}, no), "denied");
  });

  it("Samba's words are understood", () => {
    assert.deepEqual(
      [
        outcomeOf(0, ""),
        outcomeOf(1, ""),
        outcomeOf(1, "session setup failed: NT_STATUS_LOGON_FAILURE"),
        outcomeOf(1, "tree connect failed: NT_STATUS_BAD_NETWORK_NAME"),
        outcomeOf(0, "NT_STATUS_MEDIA_WRITE_PROTECTED making remote directory \\x"),
        outcomeOf(1, "Connection to nas failed (Error NT_STATUS_HOST_UNREACHABLE)"),
      ],
      ["ok", "failed", "no-login", "missing", "not-writable", "failed"],
    );
    assert.deepEqual(foldersIn(""), []);
  });
});

describe("simulated shares", () => {
  it("are the same for the same seed", () => {
    assert.deepEqual(simulatedWorkgroups(3), simulatedWorkgroups(3));
    assert.ok(simulatedWorkgroups(3)[0]!.servers.length > 0);
  });

  it("keep the folders that are made in them", () => {
    const ask = simulatedShares();
    const at = { host: "nas", path: "cam/a", user: "", password: "" };
    assert.equal(ask(at).outcome, "missing");
    assert.equal(ask({ ...at, change: "make" }).outcome, "ok");
    assert.equal(ask({ ...at, change: "make" }).outcome, "exists");
    assert.deepEqual(ask({ ...at, path: "cam" }).folders, ["a"]);
    assert.equal(ask({ ...at, change: "remove" }).outcome, "ok");
    assert.equal(ask(at).outcome, "missing");
  });
});
