/** Paths of INSTAR's cameras, one question for each. */
export const instarPaths: Readonly<Record<string, string>> = {
  "/snap.cgi?chn=11": "one picture, by channel",
  "/snap.cgi?chn=13": "one small picture",
  "/tmpfs/snap.jpg": "one picture, as older models name it",
  "/tmpfs/auto.jpg": "one small picture, as older models name it",
  "/tmpfs/auto2.jpg": "one tiny picture, as older models name it",
  "/livestream/12?action=play&media=mjpeg": "motion JPEG",
  "/mjpegstream.cgi?-chn=12": "motion JPEG, as older models name it",
};

/** What RTSP plays. */
export const instarRtsp: readonly string[] = [
  "/livestream/11",
  "/livestream/12",
  "/livestream/13",
  "/11",
  "/12",
  "/13",
];

/** A command of /param.cgi: what it is asked with, and the keys that it knows. */
export interface KnownCommand {
  readonly command: string;
  readonly asks: string;
  readonly keys: string;
}

const known = (command: string, keys: string, asks = ""): KnownCommand => ({ command, keys, asks });

/** The FTP menu, all of which has to work. */
export const ftpMenu: readonly KnownCommand[] = [
  known("getftpattr", "ft_server ft_port ft_username ft_dirname ft_dirmode ft_mode ft_ssl ft_insecure"),
  known(
    "setftpattr",
    "ft_server ft_port ft_username ft_password ft_mode ft_dirname ft_autocreatedir ft_dirmode ft_ssl ft_insecure",
    "ft_port=21",
  ),
  known("getpubkey", "publickey"),
  known("testftp", "sethost hostkey result"),
  known("getftpaction", "type enable interval", "type=rec"),
  known("setftpaction", "type enable interval", "type=rec&enable=1&interval=60"),
  known("getftpactionattr", "snapcount"),
  known("setftpactionattr", "snapcount", "snapcount=10"),
  known("getsnapschedftpattr", "mode prefix name enable times"),
  known("setsnapschedftpattr", "mode prefix name enable times", "mode=1&prefix=1&enable=1"),
  known("getsnaptimerftpattr", "mode prefix name"),
  known("setsnaptimerftpattr", "mode prefix name", "name=instar"),
];

/** Commands beside it, and why those of them that are not there are left out. */
export interface Neighbours {
  readonly commands: string;
  /** Absent where all of them are there. */
  readonly because?: string;
}

const ownHardware = "these lamps and sensors are INSTAR's own hardware";
const ownCloud = "it speaks of a service of the vendor's, which a camera of one's own does without";

export const neighbours: readonly Neighbours[] = [
  {
    commands:
      "getalarmattr getaudioalarmattr getpirattr getioattr getalarmrecattr getmdattr pushhostalarm testas " +
      "getsmtpattr getmaaction getmaactionattr getasattr setasaction getinfrared getnightstate ptzmove " +
      "getptzstate gotorelposition ptzctrl preset getsdinfo getsdattr getsdaction getplanrecattr getaudioattr " +
      "getvideoattr getvencattr getimageattr getoverlayattr getnetattr getlanmac getserverinfo getservertime " +
      "getuserinfo getvendorinfo getdevinfo getsyslog",
  },
  {
    commands: "getodattr getodthresh getuiodattr",
    because: "what is told from persons and vehicles is set by Pinhole's own motion settings",
  },
  {
    commands: "getscheduleex getcustomschedule getmdtime",
    because: "one schedule holds for all alarms, to the minute; it is that of EVENT",
  },
  { commands: "getrelayaction", because: "which event switches an output is set in EVENT" },
  { commands: "getalarmsnapattr", because: "pictures are as the JPEG channel is set" },
  {
    commands: "getsdactionattr",
    because: "the memory card keeps recordings and clips, and no single pictures",
  },
  {
    commands: "getmanualrecattr getrecordstatus",
    because: "nothing is recorded by hand: pushhostalarm makes a clip, getplanrecattr records without end",
  },
  { commands: "getmatimersnap", because: "planned pictures go to the FTP server and not by mail" },
  { commands: "getmqttattr", because: "Pinhole speaks no MQTT" },
  { commands: "getpushaction getiftttattr getp2pattr getourddnsattr getalexaattr", because: ownCloud },
  {
    commands: "getlatestversioninfo",
    because: "there is no firmware of the vendor's to be newer",
  },
  {
    commands: "getpirnightmode getlightmode getlightattr getirctrlattr getsaradcstate gethwstate",
    because: ownHardware,
  },
  {
    commands: "getptztourattr getptzattr getptztimerpreset",
    because: "home and tours are set in the Sercomm interface (PTZ)",
  },
  {
    commands: "getaudiocodecattr getaudioaction getaudioenhance getimagenightattr getimagemode getcoverattr",
    because:
      "the codec of the sound, masks and the night picture are set in the Sercomm interface or by Pinhole's own settings",
  },
  { commands: "getwirelessattr getwifimac", because: "Wi-Fi is joined by the Sercomm interface" },
  { commands: "getonvifattr gethkattr", because: "Pinhole speaks neither ONVIF nor HomeKit" },
  { commands: "getrebootflag gettimerreboot", because: "nothing makes it restart by the clock" },
  {
    commands: "getlanguage getwebuiattr getmode getwizardstatus",
    because: "they are memories of the vendor's web page, which is not here",
  },
  {
    commands: "gettoken",
    because: "how a token is presented is told nowhere; each request carries its login",
  },
];
