import { type DeliveryCode, deliveryFaults, type ErrorCode, errorCodes } from "@pinhole/kit/model";
import { code, page, table, written } from "./markdown.ts";

/** What happened, and what a person can do about it. */
const words: Readonly<Record<Exclude<ErrorCode, DeliveryCode>, readonly [happened: string, remedy: string]>> =
  {
    "source-missing": [
      "There is no such file, device or address.",
      "Check how the source is written; `npm start -- --help` lists the kinds.",
    ],
    "source-refused": [
      "The source is there but may not be used: permissions, or a wrong login.",
      "Give this user the right to read it, or correct the login in its address.",
    ],
    "source-busy": ["Another program holds the device.", "Close it; the camera tries again by itself."],
    "source-unreachable": [
      "The other camera does not answer.",
      "Check its address and the network; the camera tries again by itself.",
    ],
    "source-ended": ["The other side ended the stream.", "Nothing; the camera connects again."],
    "source-damaged": [
      "The source holds no video that can be read.",
      "Play it with another program to see whether it is whole.",
    ],
    "not-allowed": ["The account may not do this.", "Log in as somebody who may, such as the administrator."],
    "not-offered": ["This camera has no such call or setting.", "Nothing; its model or firmware lacks it."],
    "privacy-on": ["The camera withholds its picture.", "Switch its privacy mode off."],
    "camera-failed": ["The camera answered that it failed.", "Try again; restart the camera if it stays so."],
    "reply-damaged": [
      "The answer is not what such a camera says.",
      "Check that the address is the camera's own, not that of a proxy or a login page.",
    ],
    "engine-crashed": [
      "The part that decodes and encodes broke down.",
      "Nothing; it is started again and viewers stay connected.",
    ],
    "engine-stalled": [
      "The part that decodes and encodes no longer answers.",
      "Nothing; it is started again. If it comes back often, the machine is too slow for what is set.",
    ],
    "no-picture": ["No picture came in time.", "See what the log says about the source."],
    "speaker-missing": [
      "What viewers say cannot be played: no such sound card, no `aplay`, or a file that cannot be written.",
      "Correct `--speaker`; for sound cards install Debian's `alsa-utils`.",
    ],
    "speaker-busy": ["Another program holds the sound card.", "Close it, or name another with `--speaker`."],
    "microphone-missing": [
      "There is no such microphone, or no `arecord`.",
      "Correct `--microphone`, which `arecord -L` lists the names for, and install Debian's `alsa-utils`; the camera tries again by itself.",
    ],
    "microphone-busy": [
      "Another program holds the microphone.",
      "Close it, or name another with `--microphone`; the camera tries again by itself.",
    ],
    "store-full": [
      "The disk is full, so nothing can be stored.",
      "Make room; what was stored before is intact.",
    ],
    "store-read-only": [
      "The state folder cannot be written.",
      "Correct its permissions or choose another with `--state`.",
    ],
    "store-damaged": [
      "The settings cannot be read, and neither can the copy before them.",
      "Put back a saved copy, or start with an empty state folder.",
    ],
    "store-locked": [
      "Another camera uses this state folder.",
      "Stop it, or give each camera its own folder with `--state`.",
    ],
    "certificate-damaged": [
      "The files of `--tls-cert` and `--tls-key` cannot be read, or do not belong together.",
      "Give a certificate and its key, both in PEM, the key without a password.",
    ],
    "port-busy": ["Another program listens on the port.", "Stop it, or choose another port."],
    "port-denied": [
      "This user may not listen on the port; ports below 1024 often belong to root.",
      "Choose a port above 1023.",
    ],
    "address-missing": [
      "This machine does not have the address to listen on.",
      "Name one that it has with `--bind`.",
    ],
    unreachable: [
      "A server that the camera delivers to does not answer.",
      "Check its address and the network.",
    ],
    refused: [
      "A server that the camera delivers to refused.",
      "Check the login and the folder that are set for it.",
    ],
    timeout: ["A server or a program that the camera asks took too long.", "Nothing; it is tried again."],
    "device-missing": [
      "The machine does not have the part that is asked for, such as Wi-Fi.",
      "Add one, or have it simulated where that can be chosen.",
    ],
    "program-missing": [
      "A program of the machine that is needed for this is not installed.",
      "Install the package that the message names.",
    ],
    "program-failed": [
      "A program of the machine did not do what was asked of it.",
      "See its words in the log; it may need more rights.",
    ],
  };

function told(name: DeliveryCode): readonly [happened: string, remedy: string] {
  const { happened, remedy } = deliveryFaults[name];
  return [happened, remedy];
}

/** Every failure of the world that the camera names. */
export function errorsPage(): string {
  const rows = Object.entries(errorCodes).map(([name, retry]) => {
    const [happened, remedy] =
      name in deliveryFaults ? told(name as DeliveryCode) : words[name as keyof typeof words];
    return [code(name), happened, retry ? "yes" : "no", remedy];
  });
  return page(
    "# Errors",
    written,
    "The camera names what goes wrong in the world around it by one of these codes. Where trying again can help, it does so by itself.",
    table(["Code", "What happened", "Trying again can help", "What to do"], rows),
    "A request that is refused is no error of this kind: its answer names the parameter and what is allowed.",
  );
}
