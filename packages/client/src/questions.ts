/** What a Sercomm camera is asked, and only reads. */
export const sercommTargets: readonly string[] = [
  "/util/query.cgi",
  "/img/query.cgi",
  "/adm/sysinfo.cgi",
  "/adm/get_group.cgi",
  "/adm/date.cgi?action=get",
  "/adm/log.cgi",
  "/adm/ping.cgi",
  "/adm/wireless_status.cgi",
  "/adm/admcfg.cfg",
  "/io/query_pc.cgi",
  "/io/query_filter.cgi",
  "/pt/ptctrl.cgi?preset=all",
  "/img/snapshot.cgi",
  "/img/media.sdp",
];

/** Commands of INSTAR cameras that only read. */
export const instarCommands: readonly string[] = [
  ...["getserverinfo", "getdevinfo", "getvendorinfo", "getservertime", "getuserinfo", "getsyslog"],
  ...["getftpattr", "getftpaction", "getftpactionattr", "getsnapschedftpattr", "getsnaptimerftpattr"],
  ...["getpubkey", "getalarmattr", "getmdattr", "getaudioalarmattr", "getpirattr", "getioattr"],
  ...["getinfrared", "getoverlayattr", "getvencattr", "getvideoattr", "getimageattr", "getaudioattr"],
  ...["getsmtpattr", "getasattr", "getasaction", "getptzstate", "getsdinfo", "getnightstate"],
];
