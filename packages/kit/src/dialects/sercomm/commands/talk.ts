import { audio, mayUse } from "../../../model/index.ts";
import type { Answer, Reply, TalkAnswer } from "../../dialect.ts";
import type { Call, Command } from "../command.ts";
import { echo } from "../query.ts";
import { refuse } from "../reply.ts";

type Codec = TalkAnswer["talk"]["codec"];

/** Where each codec is taken, and what AUDIO.out_audio_type is then. */
const ways: Readonly<Record<Codec, { readonly path: string; readonly type: number }>> = {
  pcm_alaw: { path: "/img/g711a.cgi", type: 0 },
  pcm_mulaw: { path: "/img/g711u.cgi", type: 1 },
  adpcm_g726: { path: "/img/g726.cgi", type: 2 },
};

/** Why the caller may not talk in a codec now. */
function refusalOf({ camera, model, request }: Call, codec: Codec): Reply | undefined {
  if (!model.has.speaker) return refuse(`the ${model.name} has no speaker`, 404);
  if (!mayUse(request.caller, "audioOut")) {
    return refuse("your account may not talk; an administrator can allow it with USER.audio_out_ctrl", 403);
  }
  const set = camera.get(audio)[0];
  if (!set?.speaker) return refuse("the speaker is off; AUDIO.audio_out=1 switches it on", 403);
  if (set.outputCodec === codec) return undefined;
  const { path } = ways[set.outputCodec];
  const words = `the speaker takes another codec now: send it to ${path}, or set AUDIO.out_audio_type=${ways[codec].type}`;
  return refuse(words, 415);
}

function g711(codec: "pcm_alaw" | "pcm_mulaw"): (call: Call) => Answer {
  return (call) => refusalOf(call, codec) ?? { talk: { codec } };
}

/** 32 kbit/s, or 16 with `bitrate=16`: the bytes themselves do not tell. */
function g726(call: Call): Answer {
  const refusal = refusalOf(call, "adpcm_g726");
  if (refusal !== undefined) return refusal;
  const bitrate = call.value("bitrate") ?? "32";
  if (bitrate !== "16" && bitrate !== "32") {
    return refuse(`bitrate: must be one of 16, 32, not ${echo(bitrate)}`);
  }
  return { talk: { codec: "adpcm_g726", bits: bitrate === "16" ? 2 : 4 } };
}

const post = { methods: ["POST"], changesState: true, sound: true } as const;

export const talkCommands: readonly Command[] = [
  { path: ways.pcm_alaw.path, ...post, run: g711("pcm_alaw") },
  { path: ways.pcm_mulaw.path, ...post, run: g711("pcm_mulaw") },
  { path: ways.adpcm_g726.path, ...post, run: g726 },
];
