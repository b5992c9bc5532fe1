import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Bench, Child } from "../bench.ts";
import { basic, isJpeg, type Target, until } from "../http.ts";
import { findProgram, freePort } from "../process.ts";

/** nginx that serves one picture as a file, once for everyone and once behind Basic login. */
export interface Nginx extends AsyncDisposable {
  readonly child: Child;
  readonly open: Target;
  readonly login: Target;
}

export async function startNginx(bench: Bench, picture: Buffer): Promise<Nginx> {
  const program = findProgram("nginx", "Debian package nginx");
  const folder = join(bench.folder, "nginx");
  const port = await freePort();
  await mkdir(join(folder, "open"), { recursive: true });
  await mkdir(join(folder, "login"));
  await writeFile(join(folder, "open", "snapshot.jpg"), picture);
  await writeFile(join(folder, "login", "snapshot.jpg"), picture);
  // In plain text, so that nginx does not hash a password for each request.
  await writeFile(join(folder, "users"), "bench:{PLAIN}bench\n");
  await writeFile(join(folder, "nginx.conf"), configuration(folder, port));
  const child = bench.start([program, "-e", "stderr", "-p", folder, "-c", join(folder, "nginx.conf")]);
  const check = () => child.assertAlive();
  const open = { port, path: "/open/snapshot.jpg" };
  const login = { port, path: "/login/snapshot.jpg", authorization: basic("bench", "bench") };
  for (const target of [open, login]) {
    await until(target, { isGood: isJpeg, everyMs: 20, withinMs: 10_000, check });
  }
  return { child, open, login, [Symbol.asyncDispose]: () => child[Symbol.asyncDispose]() };
}

function configuration(folder: string, port: number): string {
  const asRoot = process.getuid?.() === 0 ? "user root;" : "";
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(" ");
  return `${asRoot}
daemon off;
worker_processes 1;
pid ${folder}/pid;
error_log stderr error;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 100000000;
  open_file_cache max=10;
  types { image/jpeg jpg; }
  ${temporary}
  server {
    listen 127.0.0.1:${port} backlog=1024;
    root ${folder};
    location /login/ { auth_basic camera; auth_basic_user_file ${folder}/users; }
  }
}
`;
}
