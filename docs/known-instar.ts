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

/** The commands beside it, by what they are about, and why one of them is not there. */
export const neighbours: readonly {
  readonly about: string;
  readonly commands: string;
  readonly because: string;
}[] = [
  {
    about: "alarm",
    commands:
      "getalarmattr getaudioalarmattr getpirattr getpirnightmode getioattr getrelayaction getalarmrecattr " +
      "getrecordstatus getalarmsnapattr getodattr getodthresh getuiodattr getmdattr getmdtime getpushaction " +
      "getscheduleex getcustomschedule pushhostalarm testas",
    because:
      "alarms are set in the Sercomm interface, and what sees persons and vehicles is INSTAR's own hardware",
  },
  {
    about: "deliveries",
    commands:
      "getsmtpattr getmaaction getmaactionattr getmatimersnap getasattr setasaction getmqttattr getiftttattr",
    because: "other deliveries than FTP are set in the Sercomm interface",
  },
  {
    about: "lamps and motors",
    commands:
      "getinfrared getlightmode getlightattr getirctrlattr getsaradcstate getnightstate ptzmove getptzstate " +
      "gotorelposition getptztourattr getptzattr getptztimerpreset ptzctrl preset",
    because: "lamps and motors are moved in the Sercomm interface",
  },
  {
    about: "recording",
    commands: "getsdinfo getsdattr getsdaction getsdactionattr getplanrecattr getmanualrecattr",
    because: "there is no memory card",
  },
  {
    about: "picture and sound",
    commands:
      "getaudioattr getaudiocodecattr getaudioaction getaudioenhance getvideoattr getvencattr getimageattr " +
      "getimagenightattr getimagemode getoverlayattr getcoverattr",
    because: "picture and sound are set in the Sercomm interface",
  },
  {
    about: "network and system",
    commands:
      "getnetattr getourddnsattr getonvifattr getp2pattr getwirelessattr getlanmac getwifimac gethkattr " +
      "getalexaattr getserverinfo getservertime getlatestversioninfo getuserinfo getvendorinfo getdevinfo " +
      "getrebootflag gettimerreboot getlanguage getmode gethwstate getsyslog getwebuiattr getwizardstatus gettoken",
    because: "network and system are set in the Sercomm interface, and INSTAR's cloud is not spoken to",
  },
];
