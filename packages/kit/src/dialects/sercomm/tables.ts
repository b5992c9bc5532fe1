import * as m from "../../model/index.ts";
import { column, hidden, items, joined, type KeyName, rows, type Table, table } from "../table.ts";
import {
  account,
  commas,
  corners,
  counted,
  flag,
  mask,
  pair,
  plain,
  storedPosition,
  streamId,
  thresholds,
  whole,
  words,
} from "./codecs.ts";
import { actions, attachment, entry } from "./event-codecs.ts";
import { listedAnyway } from "./models.ts";

/** "#" in a key stands for the number of the record: ftp#_server, ftp1_server. */
const numbered: KeyName = (key, index) => key.replace("#", String(index + 1));
/** The same, where the first record has no number: smtp#_port is smtp_port, smtp2_port. */
const fromSecond: KeyName = (key, index) => key.replace("#", index === 0 ? "" : String(index + 1));

const numberedRows = { name: numbered } as const;
const byRecord = { name: fromSecond, order: "record" } as const;

const onOff = words({ unset: "", off: "0", on: "1" });

const manufacture = table(
  "Manufacture",
  rows(m.factory, {
    def_name: ["name", plain],
    default_ip: ["network", plain],
    max_user: ["userSlots", whole],
    summer_chg: ["summerTime", flag],
    conf_status: ["configured", flag],
  }),
);

const system = table(
  "SYSTEM",
  rows(m.device, { cfg_ver: ["configVersion", plain] }),
  rows(m.identity, { host_name: ["hostName", plain], comment: ["comment", plain] }),
  rows(m.clock, {
    time_format: [
      "timeFormat",
      words({ "24-hour": "24", "12-hour": "12" }, { "24-hour": "24-hour", "12-hour": "12-hour" }),
    ],
    date_format: ["dateFormat", counted(["YYYY-MM-DD", "MM/DD/YYYY", "DD/MM/YYYY", "YYYY/MM/DD"])],
    time_zone: ["timeZone", whole],
    daylight_saving: ["daylightSaving", flag],
    ntp_mode: ["ntpEnabled", flag],
    ntp_server: ["ntpServer", plain],
    ntp_date: ["ntpDay", whole],
    ntp_hour: ["ntpHour", whole],
    ntp_min: ["ntpMinute", whole],
    led_mode: ["led", flag],
  }),
  rows(m.device, {
    reboot_time: ["rebootedAt", plain],
    boot_up_time: ["bootedAt", plain],
    reboot_reason: ["rebootReason", plain],
  }),
  rows(m.watchdog, {
    wd_timer_wifi: ["wifiMinutes", whole],
    wd_timer_idled: ["idleSeconds", whole],
    wd_timer_acted: ["activeSeconds", whole],
  }),
  rows(m.device, { wd_reboot_num: ["watchdogRestarts", whole], wd_reboot_time: ["watchdogTimes", plain] }),
  hidden(
    rows(m.device, { pb_status: ["privacyButton", whole], reg_interval: ["registrationInterval", whole] }),
  ),
  hidden(rows(m.clock, { latitude: ["latitude", plain], longitude: ["longitude", plain] })),
  hidden(
    rows(m.pir, {
      pir_mode: ["enabled", flag],
      pir_mot_mode: ["motionToo", flag],
      pir_mot_timer: ["motionSeconds", whole],
    }),
  ),
);

const log = table(
  "LOG",
  rows(m.logging, {
    log_mode: ["enabled", flag],
    log_level: ["level", whole],
    syslog_mode: ["syslogEnabled", flag],
    syslog_server: ["syslogHost", plain],
    syslog_port: ["syslogPort", whole],
    im_mode: ["messengerEnabled", flag],
    im_server: ["messengerHost", plain],
    im_account: ["messengerUser", plain],
    im_password: ["messengerPassword", plain],
    im_sendto: ["messengerTo", plain],
    im_message: ["messengerText", plain],
    ftplog_mode: ["logUploads", flag],
    smtplog_mode: ["logMails", flag],
    systemlog_mode: ["logSystem", flag],
    imlog_mode: ["logMessages", flag],
  }),
);

const network = table(
  "NETWORK",
  rows(m.network, {
    ip_addr: ["address", plain],
    netmask: ["netmask", plain],
    gateway: ["gateway", plain],
    dhcp: ["dhcp", flag],
    dns_type: ["dns", counted(["dhcp", "manual"])],
    dns_server1: ["dnsServer1", plain],
    dns_server2: ["dnsServer2", plain],
    wins_type: ["wins", flag],
    wins_ip: ["winsServer", plain],
  }),
);

const regions = [
  "Africa",
  "Asia",
  "Australia",
  "Canada",
  "Europe",
  "Spain",
  "France",
  "Israel",
  "Japan",
  "Mexico",
  "South America",
  "USA",
] as const;

const securities = [
  "none",
  "wep",
  "wpa-wpa2-psk",
  "wpa-psk-tkip",
  "wpa-psk-aes",
  "wpa2-psk-tkip",
  "wpa2-psk-aes",
  "wpa-enterprise",
  "wpa-psk",
  "wpa2-psk",
] as const;

const wireless = table(
  "WIRELESS",
  rows(m.wireless, {
    wlan_type: ["type", counted(["adHoc", "infrastructure"])],
    wlan_essid: ["ssid", plain],
    wlan_channel: ["channel", whole],
    wlan_domain: ["region", counted(regions, 1)],
    wlan_security: ["security", counted(securities)],
    wep_authtype: ["wepAuth", counted(["open", "shared"], 1)],
    wep_mode: ["wepFormat", counted(["hex-64", "hex-128", "ascii-64", "ascii-128"], 1)],
    wep_index: ["wepIndex", whole],
    wep_ascii: ["wepPassphrase", plain],
    // The firmware's own spelling.
    wep_kep1: ["wepKey1", plain],
    wep_kep2: ["wepKey2", plain],
    wep_kep3: ["wepKey3", plain],
    wep_kep4: ["wepKey4", plain],
    wpa_ascii: ["passphrase", plain],
    wmm: ["wmm", flag],
  }),
  hidden(
    rows(m.wireless, {
      connection_mode: ["connection", counted(["preferEthernet", "wifi", "wpsButton", "wpsPin"])],
      wpa_ep_auth_type: ["enterpriseMethod", counted(["tls", "ttls"], 1)],
      wpa_tls_user: ["tlsUser", plain],
      wpa_tls_priv_keypass: ["tlsKeyPassword", plain],
      wpa_ttls_auth_type: ["ttlsMethod", counted(["mschap", "mschapv2", "pap", "md5", "gtc"], 1)],
      wpa_ttls_user: ["ttlsUser", plain],
      wpa_ttls_pass: ["ttlsPassword", plain],
      wpa_ttls_anony_name: ["anonymousName", plain],
    }),
  ),
);

const ddns = table(
  "DDNS",
  rows(m.ddns, {
    ddns_mode: ["enabled", flag],
    ddns_service: [
      "service",
      // The cameras know 1 to 5; the services of today go by their names.
      words(
        {
          ...{ none: "", dyndns: "1", tzo: "2", freedns: "4", "3322": "5" },
          ...{ noip: "noip", dynu: "dynu", desec: "desec", duckdns: "duckdns", custom: "custom" },
        },
        { "0": "none", none: "none", dyndns: "dyndns", freedns: "freedns", "3322": "3322" },
      ),
    ],
    ddns_account: ["user", plain],
    ddns_password: ["password", plain],
    ddns_host_name: ["hostName", plain],
    ddns_hour: ["hour", whole],
    ddns_minute: ["minute", plain],
    ddns_update_unit: ["periodUnit", counted(["minute", "hour", "day"], 1)],
    ddns_update_period: ["period", whole],
  }),
  hidden(rows(m.ddns, { ddns_server: ["server", plain] })),
);

const http = table(
  "HTTP",
  rows(m.http, {
    http_mode: ["enabled", flag],
    http_port2: ["secondPortEnabled", flag],
    http_port2_num: ["secondPort", whole],
    https_mode: ["httpsEnabled", flag],
    ssport_enable: ["securePortEnabled", flag],
    ssport_number: ["securePort", whole],
  }),
);

const rtspRtp = table(
  "RTSP_RTP",
  rows(m.rtsp, {
    rtsp_port: ["port", whole],
    rtp_port: ["rtpPort", whole],
    rtp_size: ["packetSize", whole],
    mcast_enable: ["multicast", flag],
    mcast_video_enable: ["mpeg4Multicast", flag],
    mcast_video_addr: ["mpeg4Address", plain],
    mcast_video_port: ["mpeg4Port", whole],
    mcast_h264_enable: ["h264Multicast", flag],
    mcast_h264_addr: ["h264Address", plain],
    mcast_h264_port: ["h264Port", whole],
    mcast_audio_enable: ["audioMulticast", flag],
    mcast_audio_addr: ["audioAddress", plain],
    mcast_audio_port: ["audioPort", whole],
    mcast_hops: ["hops", whole],
  }),
);

const upnp = table(
  "UPNP",
  rows(m.upnp, {
    upnp_mode: ["enabled", flag],
    upnp_traversal: ["portMapping", onOff],
    upnp_camera: ["cameraMapping", onOff],
  }),
  hidden(rows(m.upnp, { upnpcp_port_increment: ["portIncrement", whole] })),
);

const mailServers = rows(
  m.mailServer,
  {
    "smtp#_enable": ["enabled", flag],
    "smtp#_server": ["host", plain],
    "pop#_server": ["popHost", plain],
    "smtp#_port": ["port", whole],
    "smtp#_auth": ["auth", counted(["none", "login", "popFirst"])],
    "smtp#_account": ["user", plain],
    "smtp#_password": ["password", plain],
  },
  byRecord,
);

const email = table(
  "EMAIL",
  mailServers,
  rows(m.mailServer, { "from_addr#": ["from", plain] }, { name: fromSecond }),
  items(m.mail, "to", { key: "to_addr#", codec: plain, name: numbered }),
  rows(m.mail, {
    send_email: ["receives", mask],
    email_att: ["attachments", mask],
    subject: ["subject", plain],
  }),
  rows(m.mailServer, { "smtp#_serv_flag": ["encrypt", flag] }, { name: fromSecond }),
);

const ftp = table(
  "FTP",
  rows(
    m.ftpServer,
    {
      "ftp#": ["enabled", flag],
      "ftp#_server": ["host", plain],
      "ftp#_account": ["user", plain],
      "ftp#_passwd": ["password", plain],
      "ftp#_path": ["folder", plain],
      "ftp#_passive": ["passive", flag],
      "ftp#_port": ["port", whole],
    },
    { name: numbered, order: "record" },
  ),
);

const smbc = table(
  "SMBC",
  rows(m.share, {
    smbc_enable: ["enabled", flag],
    smbc_server: ["host", plain],
    smbc_path: ["folder", plain],
    smbc_account: ["user", plain],
    smbc_passwd: ["password", plain],
  }),
  rows(m.shareRecording, {
    smbc_rec_enable: ["enabled", flag],
    smbc_rec_file_ctrl: ["limitBy", counted(["size", "duration"])],
    smbc_rec_filesize: ["fileSizeKb", whole],
    smbc_rec_duration: ["durationSeconds", whole],
    smbc_rec_streaming: ["stream", whole],
    smbc_rec_mode: ["timeInName", flag],
    smbc_rec_server: ["host", plain],
    smbc_rec_path: ["folder", plain],
    smbc_rec_account: ["user", plain],
    smbc_rec_passwd: ["password", plain],
    smbc_rec_filename_prefix: ["prefix", plain],
    smbc_rec_behavior: ["behavior", commas(whole)],
    smbc_rec_schedule: ["schedule", plain],
    smbc_rec_bymd_fn_prefix: ["motionPrefix", plain],
    smbc_rec_bymd_len: ["motionSeconds", plain],
  }),
);

const video = table(
  "VIDEO",
  rows(m.video, { video_schedule: ["scheduled", flag] }),
  items(m.video, "schedule", { key: "video_define#", codec: plain, name: numbered }),
  rows(m.video, {
    time_stamp: ["timestamp", flag],
    text_overlay: ["textOverlay", flag],
    text: ["text", plain],
    power_line: ["powerLineHz", words({ "50": "50", "60": "60" })],
    color: [
      "whiteBalance",
      counted(["auto", "indoor", "whiteLight", "yellowLight", "outdoor", "blackAndWhite"]),
    ],
    exposure: ["exposure", whole],
    sharpness: ["sharpness", whole],
    flip: ["flip", flag],
    mirror: ["mirror", flag],
    hue: ["hue", whole],
    saturation: ["saturation", whole],
    contrast: ["contrast", whole],
    default_channel: ["defaultChannel", whole],
  }),
  rows(
    m.privacyMask,
    {
      "mask_window#": ["enabled", flag],
      "mask_color#": ["color", plain],
      "mask_position#": ["area", corners],
    },
    numberedRows,
  ),
  rows(m.video, { night_mode: ["nightMode", flag] }),
  hidden(
    rows(m.dayNight, {
      dn_filter: ["filter", flag],
      dn_sch: ["mode", counted(["auto", "schedule", "off", "always"])],
      dn_sch_hr: ["startHour", whole],
      dn_sch_min: ["startMinute", whole],
      dn_sch_hrend: ["endHour", whole],
      dn_sch_minend: ["endMinute", whole],
      dn_interval: ["interval", whole],
    }),
  ),
  hidden(joined(m.dayNight, ["nightBelow", "dayAbove"], { key: "dn_threshold", codec: thresholds })),
  hidden(rows(m.video, { aspect_ratio: ["aspectRatio", whole] })),
);

const resolution = counted(["160x120", "320x240", "640x480", "1280x720"], 1);
const rateControl = counted(["bitrate", "quality"]);
const bandwidth = counted(["none", "64k", "128k", "256k", "512k", "768k", "1024k", "1536k", "2048k"]);

const encoded = {
  "mode#": ["enabled", flag],
  "resolution#": ["resolution", resolution],
  "quality_type#": ["rateControl", rateControl],
  "quality_level#": ["quality", whole],
  "bit_rate#": ["bitrateKbps", whole],
  "frame_rate#": ["frameRate", whole],
  "gov_length#": ["gop", whole],
  "sp_uri#": ["uri", plain],
} as const;

const h264 = table(
  "H264",
  rows(m.h264Channel, encoded, byRecord),
  rows(
    m.h264Channel,
    {
      "bandwidth#": ["bandwidthLimit", bandwidth],
      "profile#": ["profile", words({ baseline: "66", main: "77", high: "100" })],
      "cropping#": ["cropping", flag],
    },
    byRecord,
  ),
);

const limits = { "bandwidth#": ["bandwidthLimit", bandwidth], "cropping#": ["cropping", flag] } as const;

const mpeg4 = table("MPEG4", rows(m.mpeg4Channel, encoded, byRecord), rows(m.mpeg4Channel, limits, byRecord));

const jpeg = table(
  "JPEG",
  rows(
    m.jpegChannel,
    {
      "mode#": ["enabled", flag],
      "resolution#": ["resolution", resolution],
      "quality_level#": ["quality", whole],
      "frame_rate#": ["frameRate", whole],
      "sp_uri#": ["uri", plain],
    },
    byRecord,
  ),
  rows(m.jpegChannel, limits, byRecord),
);

const streams = table(
  "STREAMS",
  joined(m.streams, ["codec", "channel"], { key: "channel#", codec: streamId, name: numbered }),
);

const inputCodec = words({ pcm_alaw: "0", pcm_mulaw: "1", adpcm_g726: "2", pcm_s16le: "3", aac: "5" });
const sampleRate = words({
  "5512": "5512",
  "8000": "8000",
  "11025": "11025",
  "16000": "16000",
  "22050": "22050",
  "32000": "32000",
  "44100": "44100",
  "48000": "48000",
});

const audio = table(
  "AUDIO",
  rows(m.audio, {
    audio_in: ["microphone", flag],
    in_volume: ["inputGain", whole],
    in_audio_type: ["inputCodec", inputCodec],
    audio_out: ["speaker", flag],
    out_volume: ["outputGain", whole],
    out_audio_type: ["outputCodec", words({ pcm_alaw: "0", pcm_mulaw: "1", adpcm_g726: "2" })],
    audio_mode: ["mode", whole],
    operation_mode: ["duplex", counted(["listen", "talk", "half", "full"])],
    in_pcm_sr: ["sampleRateHz", sampleRate],
    audio_in2: ["microphone2", flag],
    in_pcm_sr2: ["sampleRateHz2", sampleRate],
    in_audio_type2: ["inputCodec2", inputCodec],
    au_trigger_en: ["triggerEnabled", flag],
    au_trigger_volume: ["triggerLevel", whole],
    au_trigger_method: ["triggerOn", counted(["noise", "silence"])],
  }),
  hidden(rows(m.audio, { audio_advanced_mode: ["advanced", flag], in_volume_again: ["analogGain", whole] })),
);

const user = table(
  "USER",
  rows(m.users, {
    login_check: ["loginRequired", flag],
    admin_timeout: ["adminTimeoutMinutes", whole],
    admin_name: ["adminName", plain],
    admin_password: ["adminPassword", plain],
    viewer_name: ["viewerName", plain],
    viewer_password: ["viewerPassword", plain],
  }),
  joined(m.userSlot, ["name", "password"], { key: "user#", codec: account, name: numbered }),
  column(m.userSlot, "audio_in_ctrl", ["audioIn", flag]),
  column(m.userSlot, "audio_out_ctrl", ["audioOut", flag]),
  column(m.userSlot, "pt_ctrl", ["panTilt", flag]),
  rows(m.users, { adm_ctrl: ["adminControl", flag] }),
  column(m.userSlot, "io_ctrl", ["io", flag]),
);

const ipFilter = table(
  "IP_FILTER",
  // Which number allows and which denies is not documented; 0 for allow is our choice.
  rows(m.ipFilter, { ip_filter: ["enabled", flag], ip_filter_rule: ["rule", counted(["allow", "deny"])] }),
  items(m.ipFilter, "addresses", { key: "ip_filter#", codec: plain, name: numbered }),
);

const motion = table(
  "MOTION",
  rows(m.motion, { md_mode: ["enabled", flag] }),
  rows(
    m.motionWindow,
    {
      "md_switch#": ["enabled", flag],
      "md_name#": ["name", plain],
      "md_window#": ["area", corners],
      "md_threshold#": ["threshold", whole],
      "md_sensitivity#": ["sensitivity", whole],
      "md_update_freq#": ["updateRate", whole],
    },
    numberedRows,
  ),
  rows(m.motion, { md_point: ["position", pair] }),
);

const level = counted(["low", "high"]);

const io = table(
  "IO",
  rows(m.inputPin, { "in#_trigger": ["activeLevel", level], "in#_type": ["type", whole] }, numberedRows),
  rows(
    m.outputPin,
    {
      "out#_init": ["initialLevel", level],
      "out#_button": ["button", commas(whole)],
      "out#_action": ["action", counted(["static", "pulse"])],
      "out#_pulse_duration": ["pulseSeconds", whole],
    },
    numberedRows,
  ),
);

const event = table(
  "EVENT",
  rows(m.events, { event_trigger: ["armed", flag], event_schedule: ["scheduled", flag] }),
  items(m.events, "schedule", { key: "event_define#", codec: plain, name: numbered }),
  rows(m.events, { event_interval: ["intervalMinutes", whole], event_mt: ["motion", actions] }),
  joined(m.events, ["format", "stream", "preSeconds", "postSeconds"], {
    key: "event_attach",
    codec: attachment,
  }),
  rows(m.events, { event_audio: ["audio", actions], event_httpc: ["http", actions] }),
  hidden(
    rows(m.events, {
      event_in1: ["input1", actions],
      event_in2: ["input2", actions],
      event_pir: ["pir", actions],
      event_login: ["login", actions],
      event_tamper: ["tamper", actions],
      event_prolong: ["prolong", flag],
      event_keep_days: ["keepDays", whole],
      event_keep_size: ["keepMb", whole],
      event_jpeg_fps: ["pictureRate", whole],
    }),
  ),
  hidden(joined(m.eventEntry, entryFields(), { key: "event#_entry", codec: entry, name: numbered })),
);

function entryFields() {
  return Object.keys(m.eventEntry.fields) as (keyof typeof m.eventEntry.fields)[];
}

const qos = table(
  "QOS",
  rows(m.qos, {
    qos_enable: ["enabled", flag],
    qos_dscp: ["dscp", whole],
    qos_av_switch: ["mediaOnly", flag],
  }),
);

const mcws = table(
  "MCWS",
  rows(m.cloudPost, {
    url_periodic: ["periodicUrl", plain],
    url_event: ["eventUrl", plain],
    expire_hours: ["expireHours", whole],
  }),
);

const httpNotify = table(
  "HTTP_NOTIFY",
  rows(m.notify, {
    http_notify: ["enabled", flag],
    http_url: ["url", plain],
    http_proxy: ["proxyHost", plain],
    http_proxy_no: ["proxyPort", whole],
    // Sources disagree on the numbers; those tied to live cameras have 1 for GET.
    http_method: ["method", counted(["POST", "GET", "POST-query"])],
    http_user: ["user", plain],
    http_password: ["password", plain],
    proxy_user: ["proxyUser", plain],
    proxy_password: ["proxyPassword", plain],
    event_data_flag: ["details", flag],
  }),
);

const httpEvent = table(
  "HTTP_EVENT",
  rows(m.httpEvent, {
    http_event_en: ["triggerEnabled", flag],
    http_post_en: ["postEnabled", flag],
    http_post_user: ["postUser", plain],
    http_post_pass: ["postPassword", plain],
    http_post_url: ["postUrl", plain],
  }),
);

const pppoe = table(
  "PPPOE",
  rows(m.pppoe, {
    pppoe_enable: ["enabled", flag],
    pppoe_username: ["user", plain],
    pppoe_password: ["password", plain],
    pppoe_dod: ["onDemand", flag],
    pppoe_idle_time: ["idleSeconds", whole],
    pppoe_redial_time: ["redialSeconds", whole],
    pppoe_hostname: ["hostName", plain],
    pppoe_mtu_type: ["manualMtu", flag],
    pppoe_mtu: ["mtu", whole],
  }),
);

const bonjour = table(
  "BONJOUR",
  rows(m.bonjour, { bonjour_name: ["name", plain], bonjour_mode: ["enabled", flag] }),
);

const sdcard = table(
  "SDCARD",
  rows(m.sdcard, {
    sdcard_rec_enable: ["enabled", flag],
    sdcard_rec_event_enable: ["events", flag],
    sdcard_rec_audio_enable: ["audio", flag],
    sdcard_rec_file_ctrl: ["limitBy", counted(["size", "duration"])],
    sdcard_rec_file_size: ["fileSizeMb", whole],
    sdcard_rec_disk_ctrl: ["whenFull", counted(["overwrite", "stop"])],
    sdcard_rec_duration: ["durationSeconds", whole],
    sdcard_rec_stream_id: ["stream", whole],
    sdcard_rec_filename_prefix: ["prefix", plain],
    sdcard_rec_event_prefix: ["eventPrefix", plain],
    sdcard_rec_schedule: ["scheduled", plain],
  }),
  items(m.sdcard, "schedule", { key: "sdcard_rec_schedule#", codec: plain, name: numbered }),
  hidden(rows(m.sdcard, { sdcard_size: ["sizeMb", whole] })),
);

const ptz = table(
  "PTZ",
  rows(m.ptz, { PtzMode: ["mode", whole], PtzMdMutex: ["motionMutex", counted(["stay", "pause", "free"])] }),
  rows(m.preset, { "Preset#Name": ["name", plain] }, numberedRows),
  joined(m.preset, ["stored", "position"], { key: "Preset#Position", codec: storedPosition, name: numbered }),
  rows(m.ptz, {
    Patrol1Position: ["patrol", plain],
    PredefineHome: ["home", pair],
    PatrolInterval: ["patrolSeconds", plain],
    PatrolStyle: ["patrolStyle", whole],
  }),
  hidden(
    rows(m.ptz, {
      GotoMdPosIdleEn: ["returnWhenIdle", flag],
      GotoMdPosIdleVal: ["returnSeconds", whole],
      PtzPanSpeed: ["panSpeed", whole],
      PtzTiltSpeed: ["tiltSpeed", whole],
    }),
  ),
);

/** In the order of a listing of groups. */
const all: readonly Table[] = [
  manufacture,
  system,
  log,
  network,
  wireless,
  ddns,
  http,
  rtspRtp,
  upnp,
  email,
  ftp,
  smbc,
  video,
  h264,
  mpeg4,
  jpeg,
  streams,
  audio,
  user,
  ipFilter,
  motion,
  io,
  event,
  qos,
  mcws,
  httpNotify,
  httpEvent,
  pppoe,
  bonjour,
  sdcard,
  ptz,
];

type Needs = (has: m.Capabilities) => boolean;

/** What a camera must have for a group. */
const groupNeeds: Readonly<Record<string, Needs>> = {
  WIRELESS: (has) => has.wifi,
  AUDIO: (has) => has.microphone || has.speaker,
  IO: (has) => has.io > 0,
  SDCARD: (has) => has.sdCard,
  PTZ: (has) => has.panTilt,
};

/** What a camera must have for the rows over a group of ours. */
const rowNeeds: Readonly<Record<string, Needs>> = {
  pir: (has) => has.pir,
  dayNight: (has) => has.dayNight,
};

/** What a camera must have for a key. */
const keyNeeds: Readonly<Record<string, Needs>> = {
  pb_status: (has) => has.privacyButton,
  md_point: (has) => has.panTilt,
};

/** The groups of a model in the order of a listing; what the model lacks is not there. */
export function tables(model: m.Model): readonly Table[] {
  const anyway = listedAnyway[model.name] ?? [];
  const fits = (needs: Needs | undefined): boolean => needs === undefined || needs(model.has);
  return all
    .filter(({ name }) => fits(groupNeeds[name]) || anyway.includes(name))
    .map(({ name, rows: known }) => {
      return table(
        name,
        known.filter(({ key, group }) => fits(rowNeeds[group.name]) && fits(keyNeeds[key])),
      );
    });
}
