import type { Group } from "../group.ts";
import { http, ipFilter, rtsp } from "./access.ts";
import { audio } from "./audio.ts";
import { h264Channel, jpegChannel, mpeg4Channel, streams } from "./channels.ts";
import {
  alarmServer,
  cloudPost,
  ftpServer,
  httpEvent,
  mail,
  mailServer,
  notify,
  sdcard,
  share,
  shareRecording,
} from "./deliveries.ts";
import { eventEntry, events, pir } from "./events.ts";
import { clock, device, identity, watchdog } from "./identity.ts";
import { logging } from "./log.ts";
import { factory, inputPin, outputPin, preset, ptz } from "./machine.ts";
import { motion, motionWindow } from "./motion.ts";
import { bonjour, ddns, network, pppoe, qos, upnp, wireless } from "./network.ts";
import { outbox } from "./outbox.ts";
import { alarmClips, alarmMails, alarmPictures, scheduledPictures, timedPictures } from "./pictures.ts";
import { userSlot, users } from "./users.ts";
import { dayNight, privacyMask, video } from "./video.ts";

export * from "./access.ts";
export * from "./audio.ts";
export * from "./channels.ts";
export * from "./deliveries.ts";
export * from "./events.ts";
export * from "./identity.ts";
export * from "./log.ts";
export * from "./machine.ts";
export * from "./motion.ts";
export * from "./network.ts";
export * from "./outbox.ts";
export * from "./pictures.ts";
export * from "./users.ts";
export * from "./video.ts";

/** Every group that a camera can have. */
export const groups: readonly Group[] = [
  identity,
  clock,
  device,
  watchdog,
  factory,
  logging,
  network,
  wireless,
  ddns,
  upnp,
  bonjour,
  qos,
  pppoe,
  http,
  rtsp,
  ipFilter,
  users,
  userSlot,
  video,
  privacyMask,
  dayNight,
  h264Channel,
  mpeg4Channel,
  jpegChannel,
  streams,
  audio,
  motion,
  motionWindow,
  events,
  eventEntry,
  pir,
  mailServer,
  mail,
  ftpServer,
  share,
  shareRecording,
  sdcard,
  notify,
  httpEvent,
  cloudPost,
  alarmServer,
  outbox,
  alarmClips,
  alarmPictures,
  alarmMails,
  timedPictures,
  scheduledPictures,
  inputPin,
  outputPin,
  ptz,
  preset,
];
