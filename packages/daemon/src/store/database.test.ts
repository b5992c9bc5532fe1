import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { CameraError } from "@pinhole/kit/model";
import { migrate, openDatabase, transaction } from "./database.ts";

function folder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), "pinhole-database-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

const first = "CREATE TABLE note (text TEXT NOT NULL) STRICT";
const second = "ALTER TABLE note ADD COLUMN at REAL NOT NULL DEFAULT 0";

test("steps are taken once each, from whatever version there was", () => {
  using place = folder();
  const path = join(place.path, "camera.db");
  const before = openDatabase(path);
  migrate(before, "notes", [first]);
  before.exec("INSERT INTO note VALUES ('kept')");
  before.close();
  const after = openDatabase(path);
  migrate(after, "notes", [first, second]);
  migrate(after, "notes", [first, second]);
  assert.deepEqual({ ...after.prepare("SELECT text, at FROM note").get() }, { text: "kept", at: 0 });
  assert.throws(() => migrate(after, "notes", [first]), /use the newer program/);
  after.close();
});

test("a step that fails leaves everything as it was", () => {
  using place = folder();
  const database = openDatabase(join(place.path, "camera.db"));
  assert.throws(() => migrate(database, "notes", [first, "NONSENSE"]), CameraError);
  assert.equal(database.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'note'").get()?.n, 0);
  migrate(database, "notes", [first]);
  database.close();
});

test("a damaged file is said to be damaged", () => {
  using place = folder();
  const path = join(place.path, "camera.db");
  writeFileSync(path, "this is no database".repeat(100));
  assert.throws(
    () => openDatabase(path),
    (error: unknown) => error instanceof CameraError && error.code === "store-damaged",
  );
});

test("a transaction that SQLite has ended by itself fails with the reason for that", () => {
  using place = folder();
  const database = openDatabase(join(place.path, "camera.db"));
  database.exec("CREATE TABLE note (text TEXT UNIQUE) STRICT");
  const write = (): void => {
    database.exec("INSERT INTO note VALUES ('a')");
    // As a full disk does, this ends the transaction.
    database.exec("INSERT OR ROLLBACK INTO note VALUES ('a')");
  };
  assert.throws(() => transaction(database, "camera.db", write), /UNIQUE constraint/);
  assert.equal(database.prepare("SELECT count(*) AS n FROM note").get()?.n, 0);
  database.close();
});

test("a full disk is said to be full", () => {
  using place = folder();
  const database = openDatabase(join(place.path, "camera.db"));
  migrate(database, "notes", [first]);
  database.exec("PRAGMA max_page_count = 10");
  const write = () => transaction(database, "camera.db", () => fill.run("x".repeat(100_000)));
  const fill = database.prepare("INSERT INTO note VALUES (?)");
  assert.throws(write, (error: unknown) => error instanceof CameraError && error.code === "store-full");
  assert.equal(database.prepare("SELECT count(*) AS n FROM note").get()?.n, 0);
  database.close();
});
