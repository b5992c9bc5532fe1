// An INSTAR into an SFTP server of one's own: instar-sftp.ts SERVER USER FOLDER [PORT]
// The camera's key goes into the server's authorized_keys; the password may come in SFTP_PASSWORD.
import { openCamera } from "@pinhole/client";

const [server = "nas.local", user = "ipcamera", folder = "camera", port = "22"] = process.argv.slice(2);
const camera = await openCamera(process.env.CAMERA ?? "", { dialect: "instar", timeoutMs: 20_000 });
if (camera.dialect !== "instar") throw new Error(`the ${camera.model.name} has no such menu`);

console.log(`for authorized_keys: ${await camera.publicKey()}`);
const password = process.env.SFTP_PASSWORD;
await camera.setFtp({
  ...{ ft_server: server, ft_port: port, ft_username: user, ft_dirname: folder, ft_ssl: "2" },
  ...(password === undefined ? {} : { ft_password: password }),
});

const first = await camera.testFtp();
console.log(`first test: ${first.words}`);
if (first.hostKey !== undefined) {
  // Compare it with the server's own: ssh-keyscan SERVER
  console.log(`the server's key: ${first.hostKey}`);
  const second = await camera.testFtp({ trust: first.hostKey });
  console.log(`with that key trusted: ${second.words}`);
}
